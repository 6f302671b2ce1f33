//! The OpenAPI document: what it says, and that every route is in it.

use super::House;

#[test]
fn the_document_is_as_it_was() {
    let document = jorye::service::http::document();
    assert_eq!(document["openapi"], "3.1.0");
    insta::with_settings!({ omit_expression => true, filters => vec![(r#""version": "\d+\.\d+\.\d+""#, r#""version": "[version]""#)] }, {
        insta::assert_snapshot!("openapi", format!("{document:#}"));
    });
    let house = House::new();
    assert_eq!(
        house.ask("-", "GET /openapi.json", &[], "").json(),
        document
    );
}

/// Every operation of the document is there, and nothing else is.
#[test]
fn every_operation_is_a_route() {
    let house = House::new().opened();
    house.cosign();
    let document = jorye::service::http::document();
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path.replace("{id}", "g-1").replace("{code}", "J0701");
        for method in ["get", "post", "put", "delete"] {
            let line = format!("{} {path}", method.to_uppercase());
            let answer = house.ask("counter", &line, &[], "{}");
            let there = answer.status != 404 && answer.status != 405;
            assert_eq!(
                there,
                item.get(method).is_some(),
                "{line}: {}",
                answer.status
            );
        }
    }
}
