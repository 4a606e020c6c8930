using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ledger.PaymentEvents;
using Ledger.Providers.Stripe;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Stripe;

/// <summary>
/// Each sample beside this file, as Stripe would send it, gives exactly what its <c>.expected.json</c> says. To write
/// the expectations anew after a change that is meant: LEDGER_WRITE_EXPECTED=1, then read the diff.
/// </summary>
public sealed class StripeSampleTests
{
    static readonly string Folder = Path.Combine(Repository.Root, "tests/Fast.Tests/Providers/Stripe");

    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static IEnumerable<string> Samples => Directory.EnumerateFiles(Folder, "*.json")
        .Where(file => !file.EndsWith(".expected.json", StringComparison.Ordinal))
        .Select(file => Path.GetFileNameWithoutExtension(file)!)
        .Order(StringComparer.Ordinal);

    public static TheoryData<string> SampleNames => [.. Samples];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Sample_gives_what_is_expected(string name)
    {
        var found = Translated(name);
        var file = Path.Combine(Folder, name + ".expected.json");
        if (Environment.GetEnvironmentVariable("LEDGER_WRITE_EXPECTED") == "1")
        {
            File.WriteAllText(file, found);
        }

        Assert.Equal(File.ReadAllText(file), found);
    }

    [Fact]
    public void Every_expectation_has_its_sample() =>
        Assert.Equal(Samples.Count(), Directory.EnumerateFiles(Folder, "*.expected.json").Count());

    internal static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".json"));

    internal static IReadOnlyList<PaymentEvent> All(string name) =>
        new StripeProvider().Translate(Deliveries.Of(Read(name)), Deliveries.Settings).Events;

    internal static PaymentEvent Single(string name) => Assert.Single(All(name));

    static string Translated(string name)
    {
        var translation = new StripeProvider().Translate(Deliveries.Of(Read(name)), Deliveries.Settings);
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
