using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ledger.Accounting;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.Matrix;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;
using Xunit;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

namespace Ledger.Fast.Tests.JournalPosting;

/// <summary>
/// One stream and its accounts in memory. Tests are tables: an event on the left of the bar, what must become of it on
/// the right; below the rule, the balances afterwards.
/// </summary>
/// <remarks>
/// An event: <c>class[/variant] object amount currency [@minute] [subject=fee] [cumulative=9.99] [settled=9.99USD] [needs-read]</c>.
/// Without a minute, each happens one minute after the one above it. The amount <c>-</c> states none.
/// </remarks>
sealed class Book(PostingRules rules)
{
    public static readonly ChartOfAccounts Chart = ChartYaml.Load(null);
    public static readonly PostingRules Rules = new(PostingMatrix.Default(Chart), Chart, BookingDay.Utc);

    readonly SortedDictionary<string, Int128> _balances = new(StringComparer.Ordinal);
    readonly List<JournalFact> _facts = [];

    public PaymentState State { get; private set; } = PaymentState.Empty;

    public IReadOnlyList<JournalFact> Facts => _facts;

    public DateTimeOffset Now { get; set; } = Noon;

    /// <summary>Balances that are not zero, as <c>1150 DR 10.00 EUR</c>.</summary>
    public string Balances => string.Join('\n', _balances.Where(b => b.Value != 0).Select(Show));

    public static void Check(string table, PostingRules? rules = null)
    {
        var book = new Book(rules ?? Rules);
        // A line that begins with the bar continues the one above.
        var expected = Regex.Replace(table.Trim(), @"\n *\|", "", RegexOptions.None, TimeSpan.FromSeconds(1))
            .Split('\n').Select(line => line.TrimEnd()).ToList();
        var rule = expected.FindIndex(line => line.StartsWith("---", StringComparison.Ordinal));
        var actual = new List<string>();
        foreach (var (line, index) in expected.Take(rule).Select((line, index) => (line, index)))
        {
            var left = line[..line.IndexOf('|', StringComparison.Ordinal)];
            actual.Add($"{left}| {book.Post(Parse(left, index))}");
        }

        actual.Add(expected[rule]);
        actual.AddRange(book.Balances.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(string.Join('\n', expected), string.Join('\n', actual));
        book.AssertFoldAgrees();
    }

    /// <summary>Posts an event and says what became of it.</summary>
    public string Post(PaymentEvent e)
    {
        var decision = PostingDecider.Decide(State, e, rules, Now, null);
        Apply(decision);
        var own = decision.Facts.Where(fact => fact.EventId == e.EventId).ToList();
        return Show(decision.Disposition, decision.Reason, own) + string.Concat(decision.Released.Select(held =>
            $" + {held.Class}: " + Show(
                held.Disposition, held.Reason, [.. decision.Facts.Where(fact => fact.EventId == held.EventId)])));
    }

    public void Apply(PostingDecision decision)
    {
        State = decision.State;
        _facts.AddRange(decision.Facts);
        foreach (var line in decision.Facts.OfType<JournalEntryPosted>().SelectMany(entry => entry.Lines))
        {
            var key = $"{line.Account} {line.Currency}";
            var signed = line.ToJournalLine().SignedMinorUnits;
            _balances[key] = _balances.GetValueOrDefault(key) + signed;
        }
    }

    /// <summary>Adds the balances of another stream.</summary>
    public void Add(Book other)
    {
        foreach (var (key, balance) in other._balances)
        {
            _balances[key] = _balances.GetValueOrDefault(key) + balance;
        }
    }

    /// <summary>The state must come out of the stored events alone, even after their way through JSON.</summary>
    public void AssertFoldAgrees()
    {
        var reader = new FoldedFact();
        var stored = _facts.ConvertAll(fact => fact.ToNewEvent(Now));
        Assert.Equal(JsonOf(State), JsonOf(PaymentStateFold.Of(stored.Select(e => JournalEventTypes.Read(e.Type, e.Data)!))));
        Assert.Equal(JsonOf(State), JsonOf(PaymentStateFold.Of(
            stored.Select(e => reader.Read(Encoding.UTF8.GetBytes(e.Type), e.Data)!))));
        Assert.Equal(JsonOf(State), JsonOf(PaymentStateJson.Read(PaymentStateJson.Write(State))));
        Assert.Equal(JsonOf(State), JsonOf(PaymentStateJson.Read(Encoding.UTF8.GetBytes(JsonOf(State)))));
    }

    public static PaymentEvent Parse(string text, int index)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kind = words[0].Split('/');
        var gross = words[2] == "-" ? (Money?)null : Amount(words[2], words[3]);
        string? Option(string name) =>
            words.FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
        var e = Event(
            kind[0], gross, objectId: words[1], variant: kind.ElementAtOrDefault(1), subject: Option("subject="),
            minute: int.Parse(Option("@") ?? index.ToString()), fact: $"{words[1]} {words[0]} {Option("#")}");
        var amounts = e.Amounts with
        {
            CumulativeGross = Option("cumulative=") is { } total ? Amount(total, "EUR") : null,
            Tax = Option("tax=") is { } tax ? Amount(tax, "EUR") : null,
            Settled = Option("settled=") is { } settled ? Amount(settled[..^3], settled[^3..]) : null,
            Net = Option("net=") is { } net ? Amount(net, "EUR") : null,
        };
        return e with
        {
            Amounts = amounts,
            Completeness = words.Contains("needs-read") ? Completeness.NeedsRead : Completeness.Complete,
        };
    }

    static Money Amount(string major, string code)
    {
        var currency = Currency.Parse(code);
        var scaled = decimal.Parse(major, CultureInfo.InvariantCulture) * (decimal)Math.Pow(10, currency.Exponent);
        return new Money((long)scaled, currency);
    }

    static string Show(string disposition, PostingReason? reason, IReadOnlyList<JournalFact> facts)
    {
        var entries = facts.OfType<JournalEntryPosted>().Select(entry => string.Join(", ", entry.Lines.Select(line =>
            $"{(line.Side == Side.Debit ? "DR" : "CR")} {line.Account} {line.ToJournalLine().Amount}"))).ToList();
        return disposition + (reason is { } named ? $" {named.WireName()}" : "")
            + (entries.Count > 0 ? $" {facts[0].Row}: {string.Join("; ", entries)}" : "");
    }

    static string Show(KeyValuePair<string, Int128> balance)
    {
        var (account, currency) = (balance.Key.Split(' ')[0], Currency.Parse(balance.Key.Split(' ')[1]));
        var amount = Money.Format(Int128.Abs(balance.Value), currency.Exponent);
        return $"{account} {(balance.Value > 0 ? "DR" : "CR")} {amount} {currency}";
    }

    /// <summary>Every property; also the form in which states were stored before.</summary>
    static string JsonOf(PaymentState state) =>
        System.Text.Json.JsonSerializer.Serialize(state, JournalJson.Default.PaymentState);
}
