using Ledger.Cli.Demo;
using Ledger.Faults.Checking;
using Ledger.Faults.Sending;

namespace Ledger.Faults.Tests;

/// <summary>A ledger in which two webhooks about one payment had the effects they must have, to be spoilt by tests.</summary>
static class SampleRun
{
    public const string Stream = "payment/stripe/acct/pi_1";
    public static readonly Guid CaptureFact = Id(1), FeeFact = Id(2), CaptureEntry = Id(11), FeeEntry = Id(12);

    /// <summary>Tells a capture with its fee.</summary>
    public static Webhook Capture { get; } = Taken(
        "evt_1", ExpectedFact.Captured("pi_1", 1_000, "EUR"), ExpectedFact.Fee("pi_1", 39, "EUR"));

    /// <summary>Tells the capture again.</summary>
    public static Webhook Again { get; } = Taken("evt_2", ExpectedFact.Captured("pi_1", 1_000, "EUR"));

    public static IReadOnlyList<Webhook> Webhooks { get; } = [Capture, Again];

    public static LedgerFacts Facts { get; } = new()
    {
        Inbox = [new("evt_1", CaptureFact, Stream, "posted"), new("evt_1", FeeFact, Stream, "posted")],
        Repeats = [new("evt_2", CaptureFact, "SAME_FACT")],
        Lines =
        [
            .. Entry(CaptureEntry, "1150", "1100", 1_000),
            .. Entry(FeeEntry, "6100", "1150", 39),
        ],
        Deliveries = [new(Id(21), "evt_1", Verified: true), new(Id(22), "evt_2", Verified: true)],
        LastPosition = 2,
        RelayPosition = 2,
    };

    public static IReadOnlyList<LineRow> Entry(Guid id, string debit, string credit, long amount) =>
    [
        new(id, Stream, debit, IsDebit: true, amount, "EUR"), new(id, Stream, credit, IsDebit: false, amount, "EUR"),
    ];

    public static Webhook Taken(string eventId, params ExpectedFact[] facts) => Answered(New(eventId, Signing.Genuine, facts), 200);

    public static Webhook Answered(Webhook webhook, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            webhook.Answered(new Attempt(status));
        }

        return webhook;
    }

    public static Webhook New(string eventId, Signing signing, params ExpectedFact[] facts) =>
        new(new Delivery("charge.succeeded", System.Text.Encoding.UTF8.GetBytes($$"""{"id":"{{eventId}}"}"""), facts)
        {
            Signing = signing,
        });

    public static Guid Id(int n) => new(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}
