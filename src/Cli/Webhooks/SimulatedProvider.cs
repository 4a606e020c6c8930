using System.Net;

namespace Ledger.Cli.Webhooks;

/// <summary>
/// Has a simulated provider know what it is about to send: its API then answers as it would when the webhook is read.
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
}
