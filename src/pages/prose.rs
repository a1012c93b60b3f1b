//! Pages of prose: home, guidance, checklists, other pages.

use super::Place;
use super::view::{self, View};
use crate::model::Handbook;
pub(super) struct Topic;
pub(super) fn topics(_handbook: &Handbook) -> Vec<Topic> {
    Vec::new()
}
pub(super) fn home(place: &Place<'_, '_>) -> View {
    View::Home(Box::new(view::Home { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn checklist(place: &Place<'_, '_>, _at: u32) -> View {
    View::Checklist(Box::new(view::Checklist { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn page(place: &Place<'_, '_>, _at: u32) -> View {
    View::Prose(Box::new(view::Prose { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn network_page(place: &Place<'_, '_>, _n: u32, _at: u32) -> View {
    View::Prose(Box::new(view::Prose { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn guidance_index(place: &Place<'_, '_>) -> View {
    View::Listing(Box::new(view::Listing { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
pub(super) fn checklists(place: &Place<'_, '_>) -> View {
    View::Listing(Box::new(view::Listing { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
