//! Pages without content of their own: nothing here, and moved.

use serde::Serialize;

use super::view::{Frame, SiteFrame, root_of};
use crate::theme::{TemplateError, Theme};

#[derive(Serialize)]
struct NotFoundView {
    frame: Frame,
}

#[derive(Serialize)]
struct RedirectView<'a> {
    frame: Frame,
    target: &'a str,
}

/// `404.html`. Hosts serve it at any address, so its links start at the portal's base path.
///
/// # Errors
/// When the template is at fault.
pub fn not_found(theme: &Theme, frame: &SiteFrame) -> Result<String, TemplateError> {
    let mut outer = frame.page("404.html", "", &["Not found"]);
    outer.root = frame.base_path();
    outer.canonical = None;
    outer.indexed = false;
    theme.render("404.html", &NotFoundView { frame: outer })
}

/// The page at an old address. `from` is that address below the portal's root; `to` is below it too, or absolute with
/// its scheme already checked.
///
/// # Errors
/// When the template is at fault.
pub fn redirect(theme: &Theme, frame: &SiteFrame, from: &str, to: &str) -> Result<String, TemplateError> {
    let absolute = to.contains("://");
    let target = if absolute { to.to_owned() } else { format!("{}{to}", root_of(from)) };
    let mut outer = frame.page(from, "", &["Moved"]);
    outer.canonical = if absolute { None } else { frame.page(to, "", &[]).canonical };
    outer.indexed = false;
    theme.render("redirect.html", &RedirectView { frame: outer, target: &target })
}
