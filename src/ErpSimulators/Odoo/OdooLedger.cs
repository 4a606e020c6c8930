using System.Globalization;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.Odoo;

/// <summary>The methods of <c>account.move</c> that change something. Each rule has its source in the README.</summary>
sealed class OdooLedger(OdooTables tables, TimeProvider time, OdooSimulatorOptions options)
{
    const string Move = "account.move";
    const string Line = "account.move.line";

    static readonly string[] UnmodifiableWhenPosted = ["line_ids", "date", "journal_id"];

    /// <summary>The method <c>create</c>: all entries of the list or none.</summary>
    public JsonArray Create(JsonArray list)
    {
        var drafts = list.Select(vals => OdooDraft.Read(vals!.AsObject(), tables, time)).ToList();
        return new JsonArray([.. drafts.Select(draft => (JsonNode)JsonValue.Create(draft.Write(tables).Id))]);
    }

    /// <summary>The method <c>action_post</c>.</summary>
    public void Post(IReadOnlyList<long> ids)
    {
        var moves = ids.Select(id => tables.Get(Move, id)).ToList();
        var refused = moves.Where(move => move.Text("state") != "draft")
            .Select(move => $"The entry {(move.Text("name").Length > 0 ? move.Text("name") : "False")} (id {move.Id}) must be in draft.")
            .Concat(moves.Where(move => LinesOf(move).Count == 0).Select(_ => "You need to add a line before posting."))
            .Concat(moves.Where(move => LinesOf(move).Exists(
                line => tables.Get("account.account", line.Link("account_id"))["active"] is false))
                .Select(_ => "A line of this move is using an archived account, you cannot post it."))
            .Concat(moves.Where(move => tables.Get("account.journal", move.Link("journal_id"))["active"] is false)
                .Select(move => $"You cannot post an entry in an archived journal ({((OdooLink)move["journal_id"]!).Name})"))
            .Distinct(StringComparer.Ordinal).ToList();
        if (refused.Count > 0)
        {
            throw OdooException.UserError(string.Join('\n', refused));
        }

        if (!options.ShiftsLockedDates)
        {
            moves.ForEach(RefuseWhenLocked);
        }

        moves.ForEach(PostOne);
    }

    /// <summary>The method <c>button_draft</c>.</summary>
    public void ResetToDraft(IReadOnlyList<long> ids)
    {
        var moves = ids.Select(id => tables.Get(Move, id)).ToList();
        if (moves.Exists(move => move.Text("state") == "draft"))
        {
            throw OdooException.UserError("Only posted/cancelled journal entries can be reset to draft.");
        }

        moves.Where(move => move.Text("state") == "posted").ToList().ForEach(RefuseWhenLocked);
        moves.ForEach(move => SetState(move, "draft"));
    }

    /// <summary>The method <c>button_cancel</c>.</summary>
    public void Cancel(IReadOnlyList<long> ids)
    {
        ResetToDraft([.. ids.Where(id => tables.Get(Move, id).Text("state") == "posted")]);
        if (ids.Any(id => tables.Get(Move, id).Text("state") != "draft"))
        {
            throw OdooException.UserError("Only draft journal entries can be cancelled.");
        }

        ids.Select(id => tables.Get(Move, id)).ToList().ForEach(move => SetState(move, "cancel"));
    }

    /// <summary>The method <c>unlink</c>.</summary>
    public void Unlink(IReadOnlyList<long> ids)
    {
        var moves = ids.Select(id => tables.Get(Move, id)).ToList();
        if (moves.Exists(move => move.Text("state") == "posted"))
        {
            throw OdooException.UserError("You cannot delete an item linked to a posted entry.");
        }

        foreach (var move in moves)
        {
            LinesOf(move).ForEach(line => tables.Remove(Line, line));
            tables.Remove(Move, move);
        }
    }

    /// <summary>The method <c>write</c>.</summary>
    public void Write(IReadOnlyList<long> ids, JsonObject vals)
    {
        foreach (var move in ids.Select(id => tables.Get(Move, id)))
        {
            var fields = vals.Select(pair => pair.Key).ToList();
            if (move.Text("state") == "posted" && fields.FindAll(UnmodifiableWhenPosted.Contains) is { Count: > 0 } fixedOnes)
            {
                throw OdooException.UserError(
                    $"You cannot modify the following readonly fields on a posted move: {string.Join(", ", fixedOnes)}");
            }

            var changed = OdooDraft.Changed(move, vals, tables, time);
            LinesOf(move).ForEach(line => tables.Remove(Line, line));
            changed.Rewrite(move, tables);
        }
    }

    /// <summary>Reverses a posted entry as the wizard of that name does: another entry with the sides swapped, posted.</summary>
    public OdooRow Reverse(long id, DateOnly date)
    {
        var move = tables.Get(Move, id);
        var lines = new JsonArray([.. LinesOf(move).Select(line => (JsonNode)new JsonArray(0, 0, new JsonObject
        {
            ["account_id"] = line.Link("account_id"),
            ["name"] = line.Text("name"),
            ["debit"] = line.Amount("credit"),
            ["credit"] = line.Amount("debit"),
            ["currency_id"] = line.Link("currency_id"),
            ["amount_currency"] = -line.Amount("amount_currency"),
            ["tax_ids"] = new JsonArray(),
        }))]);
        var reversal = OdooDraft.Read(
            new JsonObject
            {
                ["move_type"] = "entry",
                ["journal_id"] = move.Link("journal_id"),
                ["date"] = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["ref"] = $"Reversal of: {move.Text("name")}",
                ["line_ids"] = lines,
            },
            tables, time).Write(tables);
        reversal["reversed_entry_id"] = new OdooLink(move.Id, move.Text("name"));
        move["reversal_move_ids"] = (IEnumerable<long>)[.. move["reversal_move_ids"] as IEnumerable<long> ?? [], reversal.Id];
        Post([reversal.Id]);
        return reversal;
    }

    /// <summary>The lines of an entry.</summary>
    public List<OdooRow> LinesOf(OdooRow move) => tables.All(Line).FindAll(line => line.Link("move_id") == move.Id);

    void PostOne(OdooRow move)
    {
        // Odoo's own way with a locked day: it does not refuse, it dates the entry into the first open period.
        if (LockedBy(move) is { Count: > 0 } locks && options.ShiftsLockedDates)
        {
            SetDate(move, Shifted(locks[^1].Date.AddDays(1)));
        }

        RefuseWhenLocked(move);
        if (move.Text("name").Length == 0)
        {
            move["name"] = NextName(move);
        }

        SetState(move, "posted");
        move["posted_before"] = true;
    }

    DateOnly Shifted(DateOnly firstOpen)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return (today.Year, today.Month).CompareTo((firstOpen.Year, firstOpen.Month)) > 0
            ? new DateOnly(firstOpen.Year, firstOpen.Month, DateTime.DaysInMonth(firstOpen.Year, firstOpen.Month))
            : today > firstOpen ? today : firstOpen;
    }

    void RefuseWhenLocked(OdooRow move)
    {
        if (LockedBy(move) is { Count: > 0 } locks)
        {
            var words = locks.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Label} ({one.Date:MM/dd/yyyy})")).ToList();
            var list = words.Count == 1 ? words[0] : $"{string.Join(", ", words[..^1])} and {words[^1]}";
            throw OdooException.UserError($"You cannot add/modify entries prior to and inclusive of: {list}.");
        }
    }

    List<(DateOnly Date, string Label)> LockedBy(OdooRow move)
    {
        var company = tables.Get("res.company", move.Link("company_id"));
        var type = tables.Get("account.journal", move.Link("journal_id")).Text("type");
        return [.. new (string Field, string Label, bool Holds)[]
        {
            ("user_fiscalyear_lock_date", "Global Lock Date", true),
            ("user_hard_lock_date", "Hard Lock Date", true),
            ("user_sale_lock_date", "Sales Lock Date", type == "sale"),
            ("user_purchase_lock_date", "Purchase Lock Date", type == "purchase"),
            (
                "user_tax_lock_date", "Tax Return Lock Date",
                LinesOf(move).Exists(line => line["tax_ids"] is IEnumerable<long> taxes && taxes.Any())),
        }
        .Where(rule => rule.Holds && company[rule.Field] is DateOnly date && move.Day("date") <= date)
        .Select(rule => (company.Day(rule.Field), rule.Label)).Order()];
    }

    string NextName(OdooRow move)
    {
        var prefix = string.Create(
            CultureInfo.InvariantCulture,
            $"{tables.Get("account.journal", move.Link("journal_id")).Text("code")}/{move.Day("date").Year}/{move.Day("date").Month:00}/");
        var taken = tables.All(Move).Count(other => other.Text("name").StartsWith(prefix, StringComparison.Ordinal));
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}{taken + 1:0000}");
    }

    void SetState(OdooRow move, string state)
    {
        move["state"] = state;
        LinesOf(move).ForEach(line => tables.Touch(line)["parent_state"] = state);
        tables.Touch(move);
    }

    void SetDate(OdooRow move, DateOnly date)
    {
        move["date"] = date;
        LinesOf(move).ForEach(line => line["date"] = date);
    }
}
