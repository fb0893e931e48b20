//! Which audience is expected: asked of a person who said whose tokens are wanted, and not for whom.

use super::options::Options;
use crate::cli::prompt;
use crate::config::Profile;
use crate::failure::Failure;
use crate::host::Host;

/// Asks, where somebody is there and it is the audience alone that is missing. What is typed becomes the expectation;
/// the token's own `aud` is not offered, because it would fit whatever it says.
///
/// # Errors
/// Where the question is not answered.
pub(super) fn ask(
    options: &mut Options,
    profile: Option<&Profile<'_>>,
    host: &mut Host,
) -> Result<(), Failure> {
    let expected = &options.expected;
    let is_said = |key: &str| profile.is_some_and(|profile| profile.get(key).is_some());
    let has_issuer = !expected.issuer.is_empty() || expected.any_issuer || is_said("issuer");
    let has_audience = expected.names_audience() || is_said("audience");
    if !has_issuer || has_audience || options.common.no_input || !host.can_ask() {
        return Ok(());
    }
    let answer = prompt::text("which audience do you expect", host)?;
    options.expected.audience = vec![answer.trim().to_owned()];
    Ok(())
}
