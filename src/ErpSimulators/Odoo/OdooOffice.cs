using System.Globalization;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.Odoo;

/// <summary>What people do in Odoo's own windows, kept in memory alone, and what they see there.</summary>
public sealed class OdooOffice
{
    readonly OdooTables _tables;
    readonly OdooLedger _ledger;
    readonly Lock _gate;

    internal OdooOffice(OdooTables tables, OdooLedger ledger, Lock gate) => (_tables, _ledger, _gate) = (tables, ledger, gate);

    /// <summary>All entries with their lines, as they are committed or not.</summary>
    public IReadOnlyList<OdooEntry> Entries => Locked(() => _tables.All("account.move").Select(move => new OdooEntry(
        move.Id, move.Text("name"), move.Text("ref"), move.Text("narration"), move.Text("state"), move.Day("date"),
        (DateTimeOffset)move["write_date"]!,
        [.. _ledger.LinesOf(move).Select(line => new OdooEntryLine(
            _tables.Get("account.account", line.Link("account_id")).Text("code"), line.Amount("debit"), line.Amount("credit"),
            ((OdooLink)line["currency_id"]!).Name, line.Amount("amount_currency"), line.Text("name"), line.Link("partner_id"),
            (line["analytic_distribution"] as JsonObject)?.ToJsonString()))])).ToList());

    /// <summary>Adds a currency; returns its id.</summary>
    public long AddCurrency(string code, int decimals, bool isActive = true) => Locked(() => _tables.Add(
        "res.currency", 0, ("name", code), ("active", isActive), ("decimal_places", (long)decimals)).Id);

    /// <summary>Adds a company; returns its id.</summary>
    public long AddCompany(string name, long currency) => Locked(() => _tables.Add(
        "res.company", 0, ("name", name), ("currency_id", LinkTo("res.currency", currency))).Id);

    /// <summary>Adds an account, with a default tax or none; returns its id.</summary>
    public long AddAccount(long company, string code, string name, long? defaultTax = null) => Locked(() => _tables.Add(
        "account.account", company, ("code", code), ("name", name), ("active", true),
        ("tax_ids", defaultTax is { } tax ? new[] { tax } : Array.Empty<long>())).Id);

    /// <summary>Adds a journal of a type: general, sale, purchase, bank or cash; returns its id.</summary>
    public long AddJournal(long company, string code, string type) => Locked(() => _tables.Add(
        "account.journal", company, ("code", code), ("name", code), ("type", type), ("active", true),
        ("company_id", LinkTo("res.company", company))).Id);

    /// <summary>Adds a partner; returns its id.</summary>
    public long AddPartner(string name, string? reference) => Locked(() => _tables.Add(
        "res.partner", 0, ("name", name), ("ref", reference), ("active", true)).Id);

    /// <summary>Adds an analytic account; returns its id.</summary>
    public long AddAnalyticAccount(string name, string? code) => Locked(() => _tables.Add(
        "account.analytic.account", 0, ("name", name), ("code", code), ("active", true)).Id);

    /// <summary>Archives an account, a journal or a partner.</summary>
    public void Archive(string model, long id) => Locked(() => _tables.Get(model, id)["active"] = false);

    /// <summary>Sets a lock date.</summary>
    /// <param name="company">The company.</param>
    /// <param name="field">Its field, such as <c>fiscalyear_lock_date</c> or <c>hard_lock_date</c>.</param>
    /// <param name="date">Last locked day; null to open all.</param>
    public void SetLock(long company, string field, DateOnly? date) => Locked(() =>
    {
        var row = _tables.Get("res.company", company);
        (row[field], row[$"user_{field}"]) = (date, date);
        return 0;
    });

    /// <summary>Writes an entry over two accounts and posts it; returns its id.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="date">Its date.</param>
    /// <param name="reference">Its reference; null for none.</param>
    /// <param name="debit">Account that is debited.</param>
    /// <param name="credit">Account that is credited.</param>
    /// <param name="amount">In the company's currency.</param>
    /// <param name="commits">
    /// False when the transaction is not committed yet: the row is stamped with now, and nobody sees it before <see cref="Commit"/>.
    /// </param>
    public long Post(
        long journal, DateOnly date, string? reference, long debit, long credit, decimal amount, bool commits = true) => Locked(() =>
    {
        var id = _ledger.Create([new JsonObject
        {
            ["journal_id"] = journal,
            ["date"] = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["ref"] = reference is null ? JsonValue.Create(false) : JsonValue.Create(reference),
            ["line_ids"] = new JsonArray(Line(debit, amount, 0), Line(credit, 0, amount)),
        }])[0]!.GetValue<long>();
        _ledger.Post([id]);
        var move = _tables.Get("account.move", id);
        _ledger.LinesOf(move).Append(move).ToList().ForEach(row => row.IsUncommitted = !commits);
        return id;
    });

    /// <summary>Commits what waits.</summary>
    public void Commit() => Locked(() =>
    {
        _tables.All("account.move").Concat(_tables.All("account.move.line")).ToList().ForEach(row => row.IsUncommitted = false);
        return 0;
    });

    /// <summary>Resets a posted entry to draft, adds to its first debit and first credit, and posts it again.</summary>
    /// <exception cref="OdooException">Its day is locked.</exception>
    public void Edit(long id, decimal more) => Locked(() =>
    {
        var move = _tables.Get("account.move", id);
        if (move.Text("state") == "posted")
        {
            _ledger.ResetToDraft([id]);
        }

        foreach (var (side, sign) in new[] { ("debit", 1), ("credit", -1) })
        {
            var line = _ledger.LinesOf(move).Find(line => line.Amount(side) > 0)!;
            line[side] = line.Amount(side) + more;
            line["balance"] = line.Amount("balance") + (sign * more);
            line["amount_currency"] = line.Amount("amount_currency") + (sign * more);
        }

        _ledger.Post([id]);
        return 0;
    });

    /// <summary>Resets an entry to draft.</summary>
    /// <exception cref="OdooException">Its day is locked.</exception>
    public void ResetToDraft(long id) => Locked(() =>
    {
        _ledger.ResetToDraft([id]);
        return 0;
    });

    /// <summary>Cancels an entry.</summary>
    /// <exception cref="OdooException">Its day is locked.</exception>
    public void Cancel(long id) => Locked(() =>
    {
        _ledger.Cancel([id]);
        return 0;
    });

    /// <summary>Deletes a draft.</summary>
    /// <exception cref="OdooException">It is posted.</exception>
    public void Delete(long id) => Locked(() =>
    {
        _ledger.Unlink([id]);
        return 0;
    });

    /// <summary>Reverses a posted entry; returns the id of the reversal.</summary>
    public long Reverse(long id, DateOnly date) => Locked(() => _ledger.Reverse(id, date).Id);

    static JsonArray Line(long account, decimal debit, decimal credit) => new(0, 0, new JsonObject
    {
        ["account_id"] = account,
        ["name"] = "By hand",
        ["debit"] = debit,
        ["credit"] = credit,
        ["tax_ids"] = new JsonArray(),
    });

    OdooLink LinkTo(string model, long id) => new(id, _tables.Get(model, id).Text("name"));

    T Locked<T>(Func<T> act)
    {
        lock (_gate)
        {
            return act();
        }
    }
}

/// <summary>An entry as people see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its number; empty before it is posted first.</param>
/// <param name="Reference">Its reference; empty without one.</param>
/// <param name="Narration">Its notes, in HTML.</param>
/// <param name="State"><c>draft</c>, <c>posted</c> or <c>cancel</c>.</param>
/// <param name="Date">Its date.</param>
/// <param name="WrittenAt">When it was written last, with the fraction of the second that the interface does not tell.</param>
/// <param name="Lines">Its lines.</param>
public sealed record OdooEntry(
    long Id, string Name, string Reference, string Narration, string State, DateOnly Date, DateTimeOffset WrittenAt,
    IReadOnlyList<OdooEntryLine> Lines);

/// <summary>A line of an entry as people see it.</summary>
/// <param name="Account">Code of the account.</param>
/// <param name="Debit">In the company's currency.</param>
/// <param name="Credit">In the company's currency.</param>
/// <param name="Currency">Code of the line's currency.</param>
/// <param name="AmountCurrency">In the line's currency, below zero for a credit.</param>
/// <param name="Label">Its text.</param>
/// <param name="Partner">Id of the partner; 0 for none.</param>
/// <param name="AnalyticDistribution">As JSON; null for none.</param>
public sealed record OdooEntryLine(
    string Account, decimal Debit, decimal Credit, string Currency, decimal AmountCurrency, string Label, long Partner,
    string? AnalyticDistribution);
