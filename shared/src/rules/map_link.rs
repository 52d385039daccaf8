//! Links that open a phone's map by the text of an address.
//!
//! Source: the providers' published URL schemes. Google Maps takes three waypoints on a phone and a
//! destination, Apple Maps one destination, `geo:` (RFC 5870) one place. A way begins where one is.

/// What opens the map on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapApp {
    /// An Android phone asks which app to use.
    Android,
    Apple,
    /// Whatever else has a browser.
    Browser,
}

/// Stops of one piece of a way in Google Maps: three waypoints and the destination.
const GOOGLE_STOPS: usize = 4;

/// Shows one place.
pub fn place_link(app: MapApp, place: &str) -> String {
    let service = match app {
        MapApp::Android => "geo:0,0?q=",
        MapApp::Apple => "https://maps.apple.com/?q=",
        MapApp::Browser => "https://www.google.com/maps/search/?api=1&query=",
    };
    service.to_owned() + &encoded(place)
}

/// The way along these places, as links that lead along so many of them each, in their order.
pub fn way_links(app: MapApp, places: &[&str]) -> Vec<(usize, String)> {
    let (most, link): (usize, fn(&[&str]) -> String) = match app {
        MapApp::Apple => (1, apple_way),
        MapApp::Android | MapApp::Browser => (GOOGLE_STOPS, google_way),
    };
    let pieces = places.chunks(most);
    pieces.map(|piece| (piece.len(), link(piece))).collect()
}

fn apple_way(piece: &[&str]) -> String {
    "https://maps.apple.com/?daddr=".to_owned() + &encoded(&piece.concat())
}

fn google_way(piece: &[&str]) -> String {
    let mut link = "https://www.google.com/maps/dir/?api=1".to_owned();
    let Some((destination, waypoints)) = piece.split_last() else {
        return link;
    };
    link += "&destination=";
    link += &encoded(destination);
    for (at, waypoint) in waypoints.iter().enumerate() {
        // "|" between two; an address' own would be encoded all the same.
        link += if at == 0 { "&waypoints=" } else { "%7C" };
        link += &encoded(waypoint);
    }
    link
}

/// Percent-encoded UTF-8; only RFC 3986's unreserved characters stay.
fn encoded(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut link = String::with_capacity(text.len() * 3);
    for byte in text.trim().bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            link.push(char::from(byte));
        } else {
            link.push('%');
            link.push(char::from(HEX[usize::from(byte >> 4)]));
            link.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_opens_by_its_address() {
        let place = " 横浜市中区本町1-2 A&B|C ";
        let encoded =
            "%E6%A8%AA%E6%B5%9C%E5%B8%82%E4%B8%AD%E5%8C%BA%E6%9C%AC%E7%94%BA1-2%20A%26B%7CC";
        for (app, service) in [
            (MapApp::Android, "geo:0,0?q="),
            (MapApp::Apple, "https://maps.apple.com/?q="),
            (
                MapApp::Browser,
                "https://www.google.com/maps/search/?api=1&query=",
            ),
        ] {
            assert_eq!(place_link(app, place), [service, encoded].concat());
        }
    }

    #[test]
    fn googles_way_takes_three_waypoints_a_piece() {
        let places = ["a", "b", "c", "d", "e", "f"];
        let dir = "https://www.google.com/maps/dir/?api=1";
        let expected = [
            (4, format!("{dir}&destination=d&waypoints=a%7Cb%7Cc")),
            (2, format!("{dir}&destination=f&waypoints=e")),
        ];
        assert_eq!(way_links(MapApp::Android, &places), expected);
        assert_eq!(way_links(MapApp::Browser, &places), expected);
        let one = [(1, format!("{dir}&destination=a"))];
        assert_eq!(way_links(MapApp::Browser, &places[..1]), one);
        assert_eq!(way_links(MapApp::Browser, &[]), []);
    }

    #[test]
    fn apples_way_takes_one_destination() {
        let expected = ["a", "b"].map(|to| (1, format!("https://maps.apple.com/?daddr={to}")));
        assert_eq!(way_links(MapApp::Apple, &["a", "b"]), expected);
    }
}
