//! The control room: findings, vacancies, terms, reviews, coverage.

use super::Place;
use super::view::{self, View};

pub(super) fn review(place: &Place<'_, '_>) -> View {
    View::Review(Box::new(view::Review { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}

pub(super) fn review_of(place: &Place<'_, '_>, _icb: Option<u32>) -> View {
    View::Review(Box::new(view::Review { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}
