//! Where doors are, and outlines of areas for the phones' map.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use shared::model::{AreaMap, Fault, Invalid, Place, Role, Spot};
use shared::wire::import::FileProblem;
use shared::wire::office::MemberPage;
use shared::wire::{ProblemKind, Row, RowKey};
use tests::office::member;
use tests::{Phone, Season, TestServer};

#[tokio::test]
async fn what_the_office_knows_of_a_door_reaches_the_phone_and_the_search() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    Season::new(&server, suzuki, 1).give([0], tanaka);
    let mut office = server.signed_in("suzuki").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    let path = format!("/api/members/{}/place", member(0));
    let known = Place {
        shop_name: "やおまさ".to_owned(),
        visit_address: "横浜市中区黄金町2-13-7 三渓ビル4F".to_owned(),
        entrance: "裏口から".to_owned(),
        closed_on: "水".to_owned(),
        good_hours: "14時以降".to_owned(),
        spot: Spot::of_degrees(35.44, 139.62),
    };
    let reply = office.send(Method::PUT, &path, &known).await;
    assert!(reply.status.is_success(), "{}", reply.text());
    let on_phone = async |phone: &mut Phone| {
        phone.pull().await;
        match phone.rows.get(&RowKey::Member(member(0))) {
            Some(Row::Member(row)) => row.place.as_deref().cloned(),
            other => panic!("the member is on the phone, not {other:?}"),
        }
    };
    assert_eq!(on_phone(&mut phone).await, Some(known.clone()));
    let found: MemberPage = office
        .get("/api/members?search=%E3%83%A4%E3%82%AA%E3%83%9E%E3%82%B5")
        .await
        .json();
    assert_eq!(found.total, 1);

    // A form knows no spot; it stays. A door of which nothing else is known is still a spot.
    let reply = office.send(Method::PUT, &path, &Place::default()).await;
    assert!(reply.status.is_success(), "{}", reply.text());
    let spot_only = Place {
        spot: known.spot,
        ..Place::default()
    };
    assert_eq!(on_phone(&mut phone).await, Some(spot_only));

    let long = Place {
        entrance: "口".repeat(201),
        ..Place::default()
    };
    let invalid = Invalid::new("entrance", Fault::TooLong);
    let reply = office.send(Method::PUT, &path, &long).await;
    assert_eq!(reply.problem(), ProblemKind::Invalid { invalid });
    let reply = office
        .send(Method::PUT, "/api/members/999999/place", &known)
        .await;
    assert_eq!(reply.problem(), ProblemKind::NotFound);
}

#[tokio::test]
async fn outlines_of_areas_are_on_every_phone_until_the_office_removes_them() {
    let server = TestServer::new();
    let mut office = server.newcomer(Role::Coordinator, "suzuki").await;
    let mut phone = Phone::new(server.newcomer(Role::Visitor, "tanaka").await);
    let square = json!([
        [139.62, 35.43],
        [139.65, 35.43],
        [139.65, 35.45],
        [139.62, 35.43]
    ]);
    let file = json!({"features": [{"properties": {"name": "中区"},
        "geometry": {"type": "Polygon", "coordinates": [square]}}]});
    let path = "/api/area-map?credit=N03";
    let reply = office
        .request(Method::PUT, path, Body::from(file.to_string()))
        .await;
    let map: AreaMap = reply.json();
    assert_eq!((map.credit.as_str(), map.areas.len()), ("N03", 1));
    assert_eq!(office.get("/api/area-map").await.json::<AreaMap>(), map);
    phone.pull().await;
    let expected = Row::AreaMap(Box::new(map));
    assert_eq!(phone.rows.get(&RowKey::AreaMap), Some(&expected));

    let reply = office
        .request(Method::PUT, path, Body::from("name,lat\n"))
        .await;
    let problem = FileProblem::NotAMap;
    assert_eq!(reply.problem(), ProblemKind::File { problem });
    let reply = office
        .request(Method::DELETE, "/api/area-map", Body::empty())
        .await;
    assert!(reply.status.is_success(), "{}", reply.text());
    phone.pull().await;
    let none = Row::AreaMap(Box::default());
    assert_eq!(phone.rows.get(&RowKey::AreaMap), Some(&none));
}
