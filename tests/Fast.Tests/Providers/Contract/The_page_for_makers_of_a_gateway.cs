using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Ledger.Fast.Tests.Providers.PaymentGateway;
using Ledger.Fast.Tests.Providers.StandardWebhooks;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.Providers.PaymentGateway;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Contract;

/// <summary>R-GW-02: what docs/gateway-contract.md says is what the providers do, and its examples of signing are good.</summary>
public sealed partial class The_page_for_makers_of_a_gateway
{
    const string Samples = "docs/samples/gateway";
    const string Secret = "gateway-secret-1";

    static readonly DateTimeOffset Now = Deliveries.ReceivedAt;
    static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/gateway-contract.md"));

    [Fact]
    public void Its_known_answer_is_what_the_provider_computes()
    {
        var row = KnownAnswer().Match(Page).Groups;
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(row["t"].Value));

        Assert.Equal(
            $"t={row["t"]},v1={row["v1"]}",
            GatewaySignature.HeaderFor(Encoding.UTF8.GetBytes(row["body"].Value), row["secret"].Value, at));
    }

    [Theory]
    [InlineData("captured.json", "capture-succeeded, fee-posted")]
    [InlineData("refunded.json", "refund-posted")]
    public void Its_Python_signs_a_sample_so_that_the_provider_takes_it(string sample, string classes)
    {
        Python.Require("hmac");
        var body = File.ReadAllBytes(Path.Combine(Repository.Root, Samples, sample));
        var headers = SignByPython(Secret, sample);
        var delivery = Deliveries.Of(body, [.. headers]);

        Assert.Equal(
            new Verification.Authentic(1) { SignedAt = Now },
            GatewayDeliveries.Gateway.Verify(delivery, Deliveries.Settings with { Secrets = ["gateway-secret-2", Secret] }, Now));
        Assert.Equal(classes, Classes(GatewayDeliveries.Gateway.Translate(delivery with { ReceivedAt = Now.AddDays(2) }, Deliveries.Settings)));
    }

    [Fact]
    public void Its_Python_signs_by_Standard_Webhooks_too()
    {
        Python.Require("hmac");
        var body = File.ReadAllBytes(Path.Combine(Repository.Root, Samples, "standard.json"));
        var delivery = Deliveries.Of(body, [.. SignByPython(StandardDeliveries.Secret, "standard.json", "--standard", "msg_1001")]);
        var translation = StandardDeliveries.Sender.Translate(delivery, Deliveries.Settings);

        Assert.Equal(
            new Verification.Authentic(0) { SignedAt = Now },
            StandardDeliveries.Sender.Verify(delivery, Deliveries.Settings with { Secrets = [StandardDeliveries.Secret] }, Now));
        Assert.Equal(("msg_1001", "capture-succeeded, fee-posted"), (translation.ProviderEventId, Classes(translation)));
        Assert.Equal([new OrderLine("TEA-1", 2, "ZRH")], translation.Events[0].OrderLines);
    }

    [Fact]
    public void Its_shell_signs_so_that_the_provider_takes_it()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "There is no openssl here: apt-get install openssl.");
        var file = Path.Combine(Repository.Root, Samples, "captured.json");
        var start = new ProcessStartInfo("/bin/sh", ["-c", Block("sh", 0)]) { UseShellExecute = false, RedirectStandardOutput = true };
        (start.Environment["SECRET"], start.Environment["BODY"], start.Environment["AT"]) = (Secret, file, $"{Now.ToUnixTimeSeconds()}");

        var delivery = Deliveries.Of(File.ReadAllBytes(file), [.. HeadersOf(Process.Start(start)!)]);

        Assert.Equal(
            new Verification.Authentic(0) { SignedAt = Now }, GatewayDeliveries.Gateway.Verify(delivery, Deliveries.Settings with { Secrets = [Secret] }, Now));
    }

    [Fact]
    public void Its_events_are_the_samples_beside_it()
    {
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, Samples, "captured.json")), Block("json", 0));
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, Samples, "standard.json")), Block("json", 1));
    }

    // Each row, with everything stated that a fact may need, gives the class of the row; so does the class's own name.
    [Fact]
    public void Its_table_gives_the_class_of_each_type()
    {
        var rows = TypeRow().Matches(Page);

        Assert.Equal(30, rows.Count);
        foreach (var row in rows.AsEnumerable())
        {
            Assert.Equal(row.Groups["class"].Value, Kind(row.Groups["type"].Value));
            if (!row.Groups["class"].Value.Contains('/', StringComparison.Ordinal))
            {
                Assert.Equal(row.Groups["class"].Value, Kind(row.Groups["class"].Value.Replace('-', '.')));
            }
        }
    }

    [Fact]
    public void Its_quiet_types_are_known()
    {
        var paragraph = Page[Page.IndexOf("Known and without a fact:", StringComparison.Ordinal)..];
        var types = QuietType().Matches(paragraph[..paragraph.IndexOf("\n\n", StringComparison.Ordinal)]).Select(match => match.Groups["type"].Value).ToList();

        Assert.Equal(5, types.Count);
        Assert.All(types, type => Assert.Equal(
            RefusalReason.NoFact, GatewayDeliveries.Translate($$"""{"event_id":"e","event_type":"{{type}}"}""").Reason));
    }

    static string Kind(string type)
    {
        var fact = Assert.Single(GatewayDeliveries.Translate(
            $$"""
            {"event_type":"{{type}}","event_id":"e","payment_id":"p","capture_id":"c","refund_id":"r","dispute_id":"d","payout_id":"o",
             "fee_id":"f","settlement_batch_id":"b","amount_minor":100,"currency_code":"EUR","settled_minor":108,"settled_currency_code":"USD"}
            """).Events);
        return fact.Variant is null ? fact.Class : $"{fact.Class}/{fact.Variant}";
    }

    static string Classes(Translation translation) => string.Join(", ", translation.Events.Select(fact => fact.Class));

    static IEnumerable<(string Name, string Value)> SignByPython(string secret, string sample, params string[] more)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, secret + "\n");
        try
        {
            return HeadersOf(Python.Start(
                "hmac",
                [
                    Path.Combine(Repository.Root, Samples, "sign.py"), file, Path.Combine(Repository.Root, Samples, sample),
                    "--at", $"{Now.ToUnixTimeSeconds()}", .. more,
                ]));
        }
        finally
        {
            File.Delete(file);
        }
    }

    static List<(string Name, string Value)> HeadersOf(Process process)
    {
        using (process)
        {
            var printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return
            [
                .. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2))
                    .Select(parts => (parts[0].ToLowerInvariant(), parts[1])),
            ];
        }
    }

    /// <summary>The text of a block of the page.</summary>
    static string Block(string language, int place) =>
        Regex.Matches(Page, $"```{language}\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))[place]
            .Groups["text"].Value;

    [GeneratedRegex(@"^\| `(?<secret>[^`]+)` \| `(?<t>\d+)` \| `(?<body>[^`]+)` \| `(?<v1>[0-9a-f]{64})` \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex KnownAnswer();

    [GeneratedRegex(@"^\| `(?<type>[a-z_]+\.[a-z_]+)` \| (?<class>[a-z/-]+) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex TypeRow();

    [GeneratedRegex("`(?<type>[a-z_.]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QuietType();
}
