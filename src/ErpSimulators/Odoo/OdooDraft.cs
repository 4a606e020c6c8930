using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.Odoo;

/// <summary>The values of an entry that is to be written, checked as Odoo checks them before anything is.</summary>
sealed class OdooDraft
{
    static readonly string[] Kept = ["ref", "date"];

    readonly Dictionary<string, object?> _move = new(StringComparer.Ordinal);
    readonly List<Dictionary<string, object?>> _lines = [];
    OdooRow _company = null!;

    /// <summary>Reads the values of a new entry.</summary>
    public static OdooDraft Read(JsonObject vals, OdooTables tables, TimeProvider time)
    {
        if (vals["state"]?.GetValue<string>() == "posted")
        {
            throw OdooException.UserError(
                "You cannot create a move already in the posted state. Please create a draft move and post it after.");
        }

        var draft = new OdooDraft();
        draft.ReadMove(vals, tables, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        draft.ReadLines(vals["line_ids"] as JsonArray ?? [], tables);
        draft.Check();
        return draft;
    }

    /// <summary>Reads the values of an entry as they are once some are written over.</summary>
    public static OdooDraft Changed(OdooRow move, JsonObject vals, OdooTables tables, TimeProvider time)
    {
        var whole = new JsonObject { ["move_type"] = "entry", ["journal_id"] = move.Link("journal_id") };
        foreach (var field in Kept.Where(field => move[field] is not null))
        {
            whole[field] = move.Tell(field);
        }

        whole["line_ids"] = new JsonArray([.. tables.All("account.move.line").Where(line => line.Link("move_id") == move.Id)
            .Select(line => (JsonNode)new JsonArray(0, 0, new JsonObject
            {
                ["account_id"] = line.Link("account_id"),
                ["name"] = line.Text("name"),
                ["debit"] = line.Amount("debit"),
                ["credit"] = line.Amount("credit"),
                ["currency_id"] = line.Link("currency_id"),
                ["amount_currency"] = line.Amount("amount_currency"),
                ["tax_ids"] = new JsonArray(),
            }))]);
        foreach (var (field, value) in vals)
        {
            whole[field] = value?.DeepClone();
        }

        return Read(whole, tables, time);
    }

    /// <summary>Writes a new entry.</summary>
    public OdooRow Write(OdooTables tables)
    {
        var move = tables.Add("account.move", _company.Id, ("state", "draft"), ("name", null), ("reversal_move_ids", Array.Empty<long>()));
        return Rewrite(move, tables);
    }

    /// <summary>Writes over an entry whose lines are gone.</summary>
    public OdooRow Rewrite(OdooRow move, OdooTables tables)
    {
        foreach (var (field, value) in _move)
        {
            move[field] = value;
        }

        var link = new OdooLink(move.Id, move.Text("name").Length > 0 ? move.Text("name") : "Draft Entry");
        move["line_ids"] = (IEnumerable<long>)[.. _lines.Select(line => tables.Add(
            "account.move.line", _company.Id,
            [.. line.Select(pair => (pair.Key, pair.Value)), ("move_id", link), ("company_id", _move["company_id"]),
                ("date", _move["date"]), ("parent_state", move.Text("state"))]).Id)];
        return tables.Touch(move);
    }

    void ReadMove(JsonObject vals, OdooTables tables, DateOnly today)
    {
        if (vals.Select(pair => pair.Key).FirstOrDefault(field => !OdooTables.HasField("account.move", field)) is { } unknown)
        {
            throw OdooException.ValueError($"Invalid field '{unknown}' in 'account.move'");
        }

        var journal = tables.Get("account.journal", Id(vals["journal_id"]));
        _company = tables.Get("res.company", journal.Link("company_id"));
        _move["move_type"] = vals["move_type"]?.GetValue<string>() ?? "entry";
        _move["journal_id"] = new OdooLink(journal.Id, journal.Text("name"));
        _move["company_id"] = journal["company_id"];
        _move["ref"] = vals["ref"]?.GetValueKind() == JsonValueKind.String ? vals["ref"]!.GetValue<string>() : null;
        _move["narration"] = vals["narration"] is { } narration ? $"<p>{narration.GetValue<string>()}</p>" : null;
        _move["date"] = vals["date"] is { } date
            ? DateOnly.ParseExact(date.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture)
            : today;
    }

    void ReadLines(JsonArray commands, OdooTables tables)
    {
        foreach (var command in commands.Select(command => command!.AsArray()))
        {
            if (command[0]!.GetValue<int>() == 0)
            {
                ReadLine(command[2]!.AsObject(), tables);
            }
        }
    }

    void ReadLine(JsonObject vals, OdooTables tables)
    {
        if (vals.Select(pair => pair.Key).FirstOrDefault(field => !OdooTables.HasField("account.move.line", field)) is { } unknown)
        {
            throw OdooException.ValueError($"Invalid field '{unknown}' in 'account.move.line'");
        }

        var account = tables.Get("account.account", Id(vals["account_id"]));
        var home = tables.Get("res.currency", _company.Link("currency_id"));
        var currency = vals["currency_id"] is { } id ? tables.Get("res.currency", Id(id)) : home;
        var debit = Rounded(vals["debit"], home);
        var credit = Rounded(vals["credit"], home);

        // Left out, Odoo computes it at its own rate; the simulator knows one rate only.
        var foreign = vals["amount_currency"] is { } given ? Rounded(given, currency) : debit - credit;
        var taxes = vals["tax_ids"] is { } said ? Set(said.AsArray()) : account["tax_ids"] as IEnumerable<long> ?? [];
        _lines.Add(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = vals["name"]?.GetValue<string>(),
            ["account_id"] = new OdooLink(account.Id, $"{account.Text("code")} {account.Text("name")}"),
            ["debit"] = debit,
            ["credit"] = credit,
            ["balance"] = debit - credit,
            ["currency_id"] = new OdooLink(currency.Id, currency.Text("name")),
            ["amount_currency"] = foreign,
            ["partner_id"] = vals["partner_id"] is { } partner ? LinkTo(tables.Get("res.partner", Id(partner))) : null,
            ["analytic_distribution"] = vals["analytic_distribution"]?.DeepClone(),
            ["tax_ids"] = taxes.ToArray(),
            ["display_type"] = "product",
        });
        foreach (var tax in taxes)
        {
            AddTax(account, debit - credit, home, tax);
        }
    }

    // An entry with taxes is in "auto tax mode": the tax becomes a line, and another balances the entry.
    void AddTax(OdooRow account, decimal balance, OdooRow home, long tax)
    {
        var amount = decimal.Round(balance * 0.2m, 2, MidpointRounding.AwayFromZero);
        foreach (var (name, part) in new[] { ($"Tax {tax}", amount), ("Automatic Balancing Line", -amount) })
        {
            _lines.Add(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = name,
                ["account_id"] = new OdooLink(account.Id, $"{account.Text("code")} {account.Text("name")}"),
                ["debit"] = Math.Max(part, 0),
                ["credit"] = Math.Max(-part, 0),
                ["balance"] = part,
                ["currency_id"] = new OdooLink(home.Id, home.Text("name")),
                ["amount_currency"] = part,
                ["tax_ids"] = Array.Empty<long>(),
                ["display_type"] = "tax",
            });
        }
    }

    void Check()
    {
        foreach (var line in _lines)
        {
            var (debit, credit) = ((decimal)line["debit"]!, (decimal)line["credit"]!);
            var (balance, foreign) = (debit - credit, (decimal)line["amount_currency"]!);
            if (debit * credit != 0)
            {
                throw OdooException.ValidationError("Wrong credit or debit value in accounting entry !");
            }

            var isHome = ((OdooLink)line["currency_id"]!).Id == _company.Link("currency_id");
            if (balance * foreign < 0 || (isHome && balance != foreign))
            {
                throw OdooException.ValidationError(
                    "The amount expressed in the secondary currency must be positive when account is debited and negative when account is "
                    + "credited. If the currency is the same as the one from the company, this amount must strictly be equal to the "
                    + "balance.");
            }
        }

        if (_lines.Sum(line => (decimal)line["balance"]!) != 0)
        {
            throw OdooException.UserError("The entry is not balanced.");
        }
    }

    static OdooLink LinkTo(OdooRow row) => new(row.Id, row.Text("name"));

    static long Id(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? node.GetValue<long>() : 0;

    static decimal Rounded(JsonNode? amount, OdooRow currency) => amount is null ? 0 : decimal.Round(
        amount.GetValue<decimal>(), (int)(long)currency["decimal_places"]!, MidpointRounding.AwayFromZero);

    static IEnumerable<long> Set(JsonArray commands) => commands
        .Where(command => command!.AsArray()[0]!.GetValue<int>() == 6)
        .SelectMany(command => command!.AsArray()[2]!.AsArray().Select(id => id!.GetValue<long>()));
}
