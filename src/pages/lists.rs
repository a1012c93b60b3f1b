//! Indexes and small pages: networks, organisations, forums, neighbourhoods, glossary, A–Z, search, accessibility, 404.

use super::view::{self, View};
use super::{Desk, Place};
pub(super) struct AzItem;
pub(super) fn a_to_z(_desk: &Desk<'_>) -> Vec<AzItem> {
    Vec::new()
}
pub(super) fn organisation(place: &Place<'_, '_>, _at: u32) -> View {
    View::Organisation(Box::new(view::Organisation { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn forum(place: &Place<'_, '_>, _at: u32) -> View {
    View::Forum(Box::new(view::Forum { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn networks(place: &Place<'_, '_>) -> View {
    View::Networks(Box::new(view::Networks { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn neighbourhood(place: &Place<'_, '_>, _at: u32) -> View {
    View::Neighbourhood(Box::new(view::Neighbourhood { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn forums(place: &Place<'_, '_>) -> View {
    View::Listing(Box::new(view::Listing { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn organisations(place: &Place<'_, '_>) -> View {
    View::Listing(Box::new(view::Listing { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn glossary(place: &Place<'_, '_>) -> View {
    View::Glossary(Box::new(view::Glossary { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn az(place: &Place<'_, '_>) -> View {
    View::Az(Box::new(view::Az { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn az_letter(place: &Place<'_, '_>, _letter: u8) -> View {
    View::Az(Box::new(view::Az { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn search(place: &Place<'_, '_>) -> View {
    View::Search(Box::new(view::Search { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn accessibility(place: &Place<'_, '_>) -> View {
    View::Accessibility(Box::new(view::Accessibility { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn not_found(place: &Place<'_, '_>) -> View {
    View::NotFound(Box::new(view::NotFound { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
