using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ledger.LocalStack.Product;

namespace Ledger.Cli.Demo;

/// <summary>
/// Has the simulated QuickBooks misbehave once: it carries the next document out and closes the connection without an answer. Whoever
/// sends without asking first would post it twice.
/// </summary>
/// <param name="http">Calls it.</param>
/// <param name="quickBooks">Where it listens.</param>
/// <param name="clientSecret">Secret of the app there, which alone may ask for this.</param>
sealed class DroppedAnswers(HttpClient http, Uri quickBooks, string clientSecret)
{
    const string Fault = "CommitThenDrop";

    /// <summary>Asks for it.</summary>
    /// <returns>Faults that it has met before.</returns>
    public async Task<int> ArmAsync(CancellationToken ct) => (await CallAsync(HttpMethod.Post, $"?fault={Fault}", ct)).Count;

    /// <summary>What became of it.</summary>
    /// <param name="before">Faults that were met before it was asked for.</param>
    /// <param name="ct">Stops asking.</param>
    public async Task<IReadOnlyList<DroppedAnswer>> MetAsync(int before, CancellationToken ct) =>
        [.. (await CallAsync(HttpMethod.Get, "", ct)).Skip(before)];

    async Task<List<DroppedAnswer>> CallAsync(HttpMethod method, string query, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(quickBooks, $"/simulator/faults{query}"));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{DemoErps.ClientId}:{clientSecret}")));
        using var answer = await http.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
        return [.. json.RootElement.GetProperty("met").EnumerateArray().Select(met => new DroppedAnswer(
            ProductRole.QuickBooks.Name, met.GetProperty("number").GetString() ?? "", met.GetProperty("entries").GetInt32()))];
    }
}

/// <summary>A document that an ERP has carried out without saying so.</summary>
/// <param name="Target">The target.</param>
/// <param name="Document">Its reference.</param>
/// <param name="Entries">How many entries with that reference the ERP has now, by its own count.</param>
sealed record DroppedAnswer(string Target, string Document, int Entries)
{
    /// <summary>What is wrong, in words; none when the document is there once.</summary>
    public IEnumerable<string> Differences() => Entries == 1
        ? []
        : [$"{Target}: {Document}, whose answer was lost, is there {Entries} times"];
}
