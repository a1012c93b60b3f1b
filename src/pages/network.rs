//! A network's front page and its matrix of responsibilities by holders.

use super::Place;
use super::view::{self, View};

pub(super) fn network(place: &Place<'_, '_>, _n: u32) -> View {
    View::Network(Box::new(view::Network { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}

pub(super) fn matrix(place: &Place<'_, '_>, _n: u32) -> View {
    View::Matrix(Box::new(view::Matrix { page: place.frame("", "", "", String::new(), None, Vec::new()), ..Default::default() }))
}

pub(super) fn neighbourhood_team(_place: &Place<'_, '_>, _n: u32, _team: &crate::model::network::NeighbourhoodTeam) -> view::NeighbourhoodTeam {
    view::NeighbourhoodTeam::default()
}
pub(super) fn voice(_place: &Place<'_, '_>, _n: u32, _seat: &crate::model::network::Seat, link: view::Link, about: String) -> view::Voice {
    view::Voice { link, about, ..Default::default() }
}
