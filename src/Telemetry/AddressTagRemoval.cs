using System.Diagnostics;
using OpenTelemetry;

namespace Ledger.Telemetry;

/// <summary>
/// Takes what a sender wrote into address and user agent out of exported spans: either may hold a card number, and
/// the route says enough (R-SE-01).
/// </summary>
sealed class AddressTagRemoval : BaseProcessor<Activity>
{
    static readonly string[] Tags =
        ["url.path", "url.query", "url.full", "http.target", "http.url", "user_agent.original", "http.user_agent"];

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        foreach (var tag in Tags)
        {
            data.SetTag(tag, null);
        }
    }
}
