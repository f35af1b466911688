//! The staff, as the owner keeps it.

use crate::account_view::MemberView;
use crate::desk::Desk;
use crate::desk::account::when;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use axum::response::Response;
use domain::role::Role;
use domain::staff::Standing;
use serde::Serialize;

#[derive(Serialize)]
struct PageView {
    members: Vec<RowView>,
    gone: Vec<RowView>,
    roles: Vec<&'static str>,
}

#[derive(Serialize)]
struct RowView {
    #[serde(flatten)]
    member: MemberView,
    /// The one who looks.
    me: bool,
}

pub(super) async fn page(desk: Desk) -> Result<Response, Fault> {
    let all = newsroom::staff::list(desk.press.app.newsroom(), &desk.act).await?;
    let (gone, members): (Vec<_>, Vec<_>) = all.iter().partition(|member| member.staff.standing == Standing::Dismissed);
    let row = |member: &&newsroom::staff::Member| {
        let mut view = MemberView::of(member);
        view.seen.iter_mut().for_each(|at| when(desk.press.zone(), at));
        RowView { member: view, me: member.staff.id == desk.staff.id }
    };
    let view = PageView {
        members: members.iter().map(row).collect(),
        gone: gone.iter().map(row).collect(),
        roles: Role::ALL.into_iter().map(Role::word).collect(),
    };
    desk.page(Frame::new(&desk, "staff", "staff"), view).await
}
