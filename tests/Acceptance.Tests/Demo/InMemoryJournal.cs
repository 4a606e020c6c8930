using System.Security.Cryptography;
using Ledger.Accounting;
using Ledger.Cli.Demo;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.Matrix;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;
using Ledger.Providers;

namespace Ledger.Acceptance.Tests.Demo;

/// <summary>The product's translation and decisions without servers: the inbox is a dictionary.</summary>
sealed class InMemoryJournal(DateTimeOffset now)
{
    const string Secret = "whsec_demo_script_test";
    static readonly ChartOfAccounts Chart = ChartYaml.Load(null);
    static readonly PostingRules Rules = new(
        PostingMatrix.Default(Chart), Chart, BookingDay.Utc);

    static readonly IPaymentProvider Stripe = AllProviders.List.Single(provider => provider.Name == "stripe");
    static readonly EndpointSettings Settings = new() { Account = "acct_demo", Secrets = [Secret] };

    readonly Dictionary<Guid, string> _inbox = [];
    readonly Dictionary<string, PaymentState> _states = new(StringComparer.Ordinal);
    readonly List<JournalEntryPosted> _entries = [];
    int _sent, _refused, _repeats;

    /// <summary>What a genuine delivery says.</summary>
    public static Translation Translate(Delivery delivery, DateTimeOffset at) =>
        Stripe.Translate(Webhook(delivery, at), Settings);

    /// <summary>Takes a delivery as the gateway and the journal's consumer would.</summary>
    public void Receive(Delivery delivery)
    {
        _sent++;
        var at = delivery.Signing == Signing.Stale ? now.AddHours(-1) : now;
        var webhook = Webhook(delivery, at, delivery.Signing == Signing.Forged ? "whsec_other" : Secret);
        if (Stripe.Verify(webhook, Settings, now) is Verification.Refused)
        {
            _refused++;
            return;
        }

        foreach (var e in Stripe.Translate(webhook, Settings).Events)
        {
            Consume(e);
        }
    }

    /// <summary>What became of all of it.</summary>
    public DemoFigures Figures() => new()
    {
        Sent = _sent,
        Acknowledged = _sent - _refused,
        Refused = _refused,
        Posted = _entries.Count,
        Duplicates = _repeats,
        Noops = _inbox.Values.Count(d => d is Disposition.Noop or Disposition.Noted),
        Held = _inbox.Values.Count(d => d is Disposition.Held),
        DeadLettered = 0,
        Exceptions = _inbox.Values.Count(d => d is Disposition.Exception),
        Balances =
        [
            .. from line in _entries.SelectMany(entry => entry.Lines)
               group line by (line.Currency, line.Account) into lines
               orderby lines.Key
               select new AccountFigure(
                   lines.Key.Currency, lines.Key.Account,
                   lines.Where(l => l.Side == Side.Debit).Sum(l => l.MinorUnits),
                   lines.Where(l => l.Side == Side.Credit).Sum(l => l.MinorUnits)),
        ],
    };

    void Consume(PaymentEvent e)
    {
        if (_inbox.ContainsKey(e.EventId))
        {
            _repeats++;
            return;
        }

        var decision = PostingDecider.Decide(
            _states.GetValueOrDefault(e.StreamId, PaymentState.Empty), e, Rules, now, null);
        _states[e.StreamId] = decision.State;
        _inbox[e.EventId] = decision.Disposition;
        foreach (var released in decision.Released)
        {
            _inbox[released.EventId] = released.Disposition;
        }

        _entries.AddRange(decision.Facts.OfType<JournalEntryPosted>());
    }

    static RawWebhook Webhook(Delivery delivery, DateTimeOffset at, string secret = Secret) => new(
        Guid.CreateVersion7(at),
        Stripe.Sign(delivery.Body, secret, at)!.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value),
        delivery.Body, Convert.ToHexStringLower(SHA256.HashData(delivery.Body)), at);
}
