using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers;

/// <summary>
/// Samples of one provider beside its tests: each gives exactly what its <c>.expected.json</c> says. To write the expectations anew
/// after a change that is meant: LEDGER_WRITE_EXPECTED=1, then read the diff.
/// </summary>
/// <param name="provider">The provider; its samples lie in the folder of its type's namespace.</param>
/// <param name="ending">What samples end with, such as <c>.json</c>.</param>
/// <param name="delivery">Makes a delivery of a sample; null when the sample is the body.</param>
sealed class SampleFolder(IPaymentProvider provider, string ending = ".json", Func<byte[], RawWebhook>? delivery = null)
{
    const string Expected = ".expected.json";

    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    readonly string _folder = Path.Combine(
        Repository.Root, "tests/Fast.Tests/Providers", provider.GetType().Namespace!.Split('.')[^1]);

    /// <summary>Names of the samples, without their ending.</summary>
    internal IReadOnlyList<string> Names =>
    [
        .. Directory.EnumerateFiles(_folder, $"*{ending}").Where(file => !file.EndsWith(Expected, StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file)[..^ending.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The bytes of a sample.</summary>
    internal byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_folder, name + ending));

    /// <summary>The sample as a delivery.</summary>
    internal RawWebhook Delivery(string name) => (delivery ?? (body => Deliveries.Of(body)))(Read(name));

    /// <summary>All facts of a sample.</summary>
    internal IReadOnlyList<PaymentEvent> All(string name) => provider.Translate(Delivery(name), Deliveries.Settings).Events;

    /// <summary>The only fact of a sample.</summary>
    internal PaymentEvent Single(string name) => Assert.Single(All(name));

    /// <summary>The sample gives what is expected of it.</summary>
    internal void Check(string name)
    {
        var found = Outcome(name);
        var file = Path.Combine(_folder, name + Expected);
        if (Environment.GetEnvironmentVariable("LEDGER_WRITE_EXPECTED") == "1")
        {
            File.WriteAllText(file, found);
        }

        Assert.Equal(File.ReadAllText(file), found);
    }

    /// <summary>No expectation without its sample, no sample without its expectation.</summary>
    internal void CheckPairs() =>
        Assert.Equal(Names, Directory.EnumerateFiles(_folder, $"*{Expected}").Select(file => Path.GetFileName(file)[..^Expected.Length])
            .Order(StringComparer.Ordinal));

    string Outcome(string name)
    {
        var translation = provider.Translate(Delivery(name), Deliveries.Settings);
        var events = translation.Events.Select(
            fact => JsonSerializer.SerializeToNode(fact, PaymentEventJson.Default.PaymentEvent)).ToArray();
        var outcome = new JsonObject
        {
            ["providerEventId"] = translation.ProviderEventId,
            ["providerEventType"] = translation.ProviderEventType,
            ["reason"] = translation.Reason?.ToString(),
            ["detail"] = translation.Detail,
            ["events"] = new JsonArray(events),
        };
        return outcome.ToJsonString(Readable) + "\n";
    }
}
