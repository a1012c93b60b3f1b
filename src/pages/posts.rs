//! Pages of people, posts, bodies, services and practices.

use super::Place;
use super::view::{self, View};

pub(super) fn practice(place: &Place<'_, '_>, _n: u32, _at: u32) -> View {
    View::Practice(Box::new(view::Practice { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}

pub(super) fn person(place: &Place<'_, '_>, _n: u32, _at: u32) -> View {
    View::Person(Box::new(view::Person { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}

pub(super) fn post(place: &Place<'_, '_>, _n: u32, _at: u32) -> View {
    View::Post(Box::new(view::Post { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}

pub(super) fn body(place: &Place<'_, '_>, _n: u32, _at: u32) -> View {
    View::Body(Box::new(view::Body { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}

pub(super) fn service(place: &Place<'_, '_>, _n: u32, _at: u32) -> View {
    View::Service(Box::new(view::Service { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
