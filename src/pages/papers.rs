//! A network's agreement by schedule and its strategy by objective.

use super::Place;
use super::view::{self, View};

pub(super) fn agreement(place: &Place<'_, '_>, _n: u32) -> View {
    View::Agreement(Box::new(view::Agreement { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}

pub(super) fn strategy(place: &Place<'_, '_>, _n: u32) -> View {
    View::Strategy(Box::new(view::Strategy { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
