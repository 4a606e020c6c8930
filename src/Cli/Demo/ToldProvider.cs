namespace Ledger.Cli.Demo;

/// <summary>
/// Has a simulated provider know what happened to it, before it sends any of that: its API then answers as it would when the webhooks
/// are read, which is with what has become of each object by then.
/// </summary>
/// <param name="http">Calls it.</param>
/// <param name="simulators">Where the simulators listen; null when nothing is confirmed.</param>
/// <param name="provider">Its name.</param>
sealed class ToldProvider(HttpClient http, Uri? simulators, string provider)
{
    /// <summary>Tells it, in the order in which it happened.</summary>
    public async Task TellAsync(IReadOnlyList<Delivery> happened, CancellationToken ct)
    {
        if (simulators is null)
        {
            return;
        }

        foreach (var delivery in happened)
        {
            using var body = new ByteArrayContent(delivery.Body);
            using var answer = await http.PostAsync(new Uri(simulators, $"/{provider}/simulator/learn"), body, ct);
            answer.EnsureSuccessStatusCode();
        }
    }
}
