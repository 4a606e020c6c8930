using System.Security.Cryptography;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.Cli.Demo;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.Matrix;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.Providers.PayPal;

namespace Ledger.Acceptance.Tests.Demo;

/// <summary>The product's translation and decisions without servers: the inbox is a dictionary.</summary>
sealed class InMemoryJournal(DateTimeOffset now)
{
    const string Secret = "whsec_demo_script_test";
    static readonly ChartOfAccounts Chart = ChartYaml.Load(null);
    static readonly PostingRules Rules = new(
        PostingMatrix.Default(Chart), Chart, BookingDay.Utc);

    // What each provider's secrets look like.
    static readonly Dictionary<string, string> OtherSecrets = new(StringComparer.Ordinal)
    {
        ["adyen"] = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
        ["braintree"] = "demo_public|demo_private",
        ["standard-webhooks"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    };

    readonly Dictionary<Guid, string> _inbox = [];
    readonly Dictionary<string, PaymentState> _states = new(StringComparer.Ordinal);
    readonly List<JournalEntryPosted> _entries = [];
    int _sent, _refused, _repeats;

    /// <summary>What a genuine delivery says.</summary>
    public static Translation Translate(Delivery delivery, DateTimeOffset at)
    {
        var webhook = Webhook(delivery, at);
        if (delivery.Provider != "paypal")
        {
            return Of(delivery).Translate(webhook, SettingsOf(delivery));
        }

        // Its messages prove nothing; the object, as it was when it sent them, does.
        using var message = JsonDocument.Parse(delivery.Body);
        return PayPalProvider.TranslateRead(webhook, SettingsOf(delivery), message.RootElement.GetProperty("resource"));
    }

    /// <summary>Takes a delivery as the gateway and the journal's consumer would.</summary>
    public void Receive(Delivery delivery)
    {
        _sent++;
        var at = delivery.Signing == Signing.Stale ? now.AddHours(-1) : now;
        var webhook = Webhook(delivery, at, delivery.Signing == Signing.Forged ? "whsec_other" : null);
        if (Of(delivery).Verify(webhook, SettingsOf(delivery), now) is Verification.Refused && delivery.Provider != "paypal")
        {
            _refused++;
            return;
        }

        foreach (var e in Translate(delivery, at).Events)
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

    static IPaymentProvider Of(Delivery delivery) => AllProviders.List.Single(provider => provider.Name == delivery.Provider);

    static EndpointSettings SettingsOf(Delivery delivery) => new() { Account = "acct_demo", Secrets = [SecretOf(delivery)] };

    static string SecretOf(Delivery delivery) => OtherSecrets.GetValueOrDefault(delivery.Provider, Secret);

    static RawWebhook Webhook(Delivery delivery, DateTimeOffset at, string? secret = null)
    {
        var signed = delivery.Provider == "paypal"
            ? new SignedRequest(delivery.Body, new Dictionary<string, string>())
            : Of(delivery).Sign(delivery.Body, secret ?? SecretOf(delivery), at)!;
        return new RawWebhook(
            Guid.CreateVersion7(at), signed.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value), signed.Body,
            Convert.ToHexStringLower(SHA256.HashData(delivery.Body)), at);
    }
}
