//! The parts as the server renders them: what those hear who do not see the page, and that nothing is styled inline.

use super::*;
use leptos::prelude::*;

/// The markup, without the empty comments by which the browser finds its places again.
fn html(view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new();
    owner.with(|| view().to_html()).replace("<!>", "")
}

#[test]
fn a_field_is_tied_to_its_hint_and_error() {
    let page = html(|| {
        let value = RwSignal::new(String::new());
        let error = RwSignal::new(Some("到期日在今天以前".to_owned()));
        view! { <DateField id="due" label="到期" value hint="最晚哪一天" error /> }.into_any()
    });
    for part in [
        r#"for="due""#,
        r#"id="due-hint""#,
        r#"id="due-error""#,
        r#"aria-describedby="due-hint due-error""#,
        r#"aria-invalid="true""#,
        "到期日在今天以前",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn steps_are_an_ordered_list_that_says_where_one_is() {
    let page = html(|| {
        let step = |name: &str, state, word: &str| Step { name: name.to_owned(), notes: Vec::new(), state, state_word: word.to_owned() };
        let steps = vec![
            step("提議", StepState::Done, "已完成"),
            step("商議", StepState::Current, "進行中"),
            step("審議", StepState::Open, "未開始"),
        ];
        view! { <Steps steps now="第二步 商議" /> }.into_any()
    });
    assert!(page.contains("<ol class=\"steps steps-compact\">"), "{page}");
    assert_eq!(page.matches("aria-current=\"step\"").count(), 1, "{page}");
    assert!(page.contains("第二步 商議") && page.contains("已完成"), "{page}");
}

#[test]
fn a_table_names_its_cells_again_for_a_phone() {
    let page = html(|| {
        let columns = vec![Column::words("來源"), Column::number("元")];
        let rows = vec![vec![Cell::from("村集體"), Cell::link("40,000.00", "/money")]];
        view! { <Table caption="資金" columns rows foot=vec!["合計".into(), "40,000.00".into()] /> }.into_any()
    });
    for part in [r#"<th scope="row" class="">村集體"#, r#"data-label="元""#, r#"<a href="/money">"#, "<tfoot>", "資金</caption>"] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn no_part_is_styled_inline() {
    let page = html(|| {
        let (flag, number, text) = (RwSignal::new(false), RwSignal::new(1), RwSignal::new(String::new()));
        let choices = || vec![Choice::new("head", "戶主"), Choice::new("spouse", "配偶").with_note("在家")];
        view! {
            <Button label="保存" kind=ButtonKind::Primary icon=icon::CHECK busy=flag />
            <RadioChips id="met" label="見到誰" value=text choices=choices() />
            <CheckChips id="met-all" label="見到誰" value=RwSignal::new(Vec::new()) choices=choices() fill=true />
            <Select id="group" label="組" value=text choices=choices() />
            <Stepper id="count" label="人口" value=number max=20 less="少一" more="多一" />
            <Gauge value=18u32 of=31u32 needed=21u32 words="還差 3 人到會才夠法定人數" />
            <Progress id="first" words="正在取第 2 頁" done=Some((2u32, 9u32)) />
            <Seal characters="陽光公開" words="可查證" size=SealSize::Sheet />
            <Seal characters="封存" words="封存" />
            <SignaturePad label="簽名" hint="用手指" clear="重簽" value=text />
            <NumberPad label="口令" value=text max_digits=6 clear="清空" back="退格" />
            <Dialog id="sure" open=flag title="作廢" actions=view! { <Button label="作廢" kind=ButtonKind::Danger /> }.into_any()>"內容還在"</Dialog>
            <Row href="/h/1" title="王占林" meta="二組" figure=FigureWords { number: "41".into(), unit: "天".into(), tone: Tone::Overdue } marks=vec![(MarkKind::Overdue, "承諾到期".into())] />
        }
        .into_any()
    });
    assert!(!page.contains(" style="), "{page}");
    assert!(page.contains("row-figure is-overdue") && page.contains("承諾到期"), "{page}");
}
