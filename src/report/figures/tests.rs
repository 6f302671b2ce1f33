use super::*;

fn figure() -> Figure {
    let bar = |label: &str, value: i64, target: Option<i64>| Bar {
        label: Bilingual::from(label),
        value: Decimal::from(value),
        target: target.map(Decimal::from),
        told: Bilingual::from(&*value.to_string()),
    };
    Figure {
        id: "tasks".to_owned(),
        title: Bilingual::new("과제 <이행>", "Tasks & results"),
        columns: vec![Bilingual::from("case"), Bilingual::new("값", "value")],
        rows: vec![
            vec![Bilingual::from("=1+1"), Bilingual::from("-3")],
            vec![Bilingual::from("a,b"), Bilingual::from("7")],
        ],
        bars: vec![bar("2027-06-30", 7, Some(10)), bar("2027-12-31", -3, None)],
    }
}

#[test]
fn a_table_is_csv_that_no_spreadsheet_computes() {
    insta::assert_snapshot!(figure().csv(Lang::Ko), @r#"
    case,값
    '=1+1,-3
    "a,b",7
    "#);
}

#[test]
fn a_picture_says_its_numbers_in_words() {
    insta::assert_snapshot!(figure().svg(Lang::En));
}

#[test]
fn a_picture_of_nothing_says_so() {
    let nothing = Figure {
        bars: Vec::new(),
        ..figure()
    };
    assert!(nothing.svg(Lang::Ko).contains("보일 수가 없습니다."));
}
