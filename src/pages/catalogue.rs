//! Pages of responsibilities and roles, with every network's holder.

use super::Place;
use super::view::{self, View};

pub(super) fn role(place: &Place<'_, '_>, _at: u32) -> View {
    View::Role(Box::new(view::Role { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}

pub(super) fn responsibility(place: &Place<'_, '_>, _at: u32) -> View {
    View::Responsibility(Box::new(view::Responsibility { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}

pub(super) fn own(place: &Place<'_, '_>, _n: u32, _at: u32) -> View {
    View::Responsibility(Box::new(view::Responsibility { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}

pub(super) fn responsibilities(place: &Place<'_, '_>) -> View {
    View::Listing(Box::new(view::Listing { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}

pub(super) fn roles(place: &Place<'_, '_>) -> View {
    View::Listing(Box::new(view::Listing { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
