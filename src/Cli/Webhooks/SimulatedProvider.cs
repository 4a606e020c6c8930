using System.Globalization;
using System.Net;
using System.Text.Json;
using Ledger.Providers;

namespace Ledger.Cli.Webhooks;

/// <summary>
/// Has a simulated provider know what it is about to send: its API then answers as it would when the webhook is read. Signs in its name
/// where nobody but the provider can.
/// </summary>
/// <param name="http">Calls it.</param>
/// <param name="simulators">Where the local stack's simulators listen; null when nothing is simulated.</param>
/// <param name="provider">Its name.</param>
sealed class SimulatedProvider(HttpClient http, Uri? simulators, string provider)
{
    /// <summary>Tells it a body; one that no simulator understands, or of a provider that has none, is passed over.</summary>
    public async Task TellAsync(byte[] webhook, CancellationToken ct)
    {
        if (simulators is null)
        {
            return;
        }

        using var body = new ByteArrayContent(webhook);
        using var answer = await http.PostAsync(new Uri(simulators, $"/{provider}/simulator/learn"), body, ct);
        if (answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.BadRequest))
        {
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>
    /// A body with the headers by which the simulator signs it; null when nothing is simulated or that simulator does not sign.
    /// </summary>
    /// <param name="body">The exact bytes.</param>
    /// <param name="secret">What the endpoint knows.</param>
    /// <param name="at">The instant to sign for; null for now.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<SignedRequest?> SignAsync(byte[] body, string secret, DateTimeOffset? at, CancellationToken ct)
    {
        if (simulators is null)
        {
            return null;
        }

        var moment = at is { } instant ? string.Create(CultureInfo.InvariantCulture, $"&at={instant.ToUnixTimeSeconds()}") : "";
        using var content = new ByteArrayContent(body);
        using var answer = await http.PostAsync(
            new Uri(simulators, $"/{provider}/simulator/sign?secret={Uri.EscapeDataString(secret)}{moment}"), content, ct);
        return answer.IsSuccessStatusCode
            && JsonSerializer.Deserialize(
                await answer.Content.ReadAsByteArrayAsync(ct), WebhookJson.Default.DictionaryStringString) is { } headers
            ? new SignedRequest(body, headers)
            : null;
    }
}
