using System.Globalization;
using System.Text.Json.Nodes;

namespace Ledger.ErpSimulators.Odoo;

/// <summary>The records of all models, with the methods that only read.</summary>
sealed class OdooTables(TimeProvider time)
{
    // The fields that the simulator knows; others are refused as Odoo refuses a field that does not exist.
    static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["res.company"] = [
            "name", "currency_id", "fiscalyear_lock_date", "hard_lock_date", "tax_lock_date", "sale_lock_date", "purchase_lock_date",
            "user_fiscalyear_lock_date", "user_hard_lock_date", "user_tax_lock_date", "user_sale_lock_date", "user_purchase_lock_date"],
        ["res.currency"] = ["name", "active", "decimal_places"],
        ["res.partner"] = ["name", "ref", "active"],
        ["account.account"] = ["code", "name", "active", "tax_ids"],
        ["account.journal"] = ["code", "name", "type", "company_id", "active"],
        ["account.analytic.account"] = ["code", "name", "active"],
        ["account.move"] = [
            "name", "ref", "narration", "state", "date", "move_type", "journal_id", "company_id", "line_ids", "reversed_entry_id",
            "reversal_move_ids", "posted_before", "amount_total"],
        ["account.move.line"] = [
            "name", "move_id", "account_id", "company_id", "date", "parent_state", "debit", "credit", "balance", "amount_currency",
            "currency_id", "partner_id", "analytic_distribution", "tax_ids", "display_type"],
    };

    readonly Dictionary<string, List<OdooRow>> _rows = Fields.Keys.ToDictionary(
        model => model, _ => new List<OdooRow>(), StringComparer.Ordinal);
    readonly Dictionary<OdooRow, long> _companyOf = new(ReferenceEqualityComparer.Instance);
    long _lastId = 40;

    /// <summary>The rows of a model, uncommitted ones too.</summary>
    public List<OdooRow> All(string model) =>
        _rows.TryGetValue(model, out var rows) ? rows : throw OdooException.NotFound($"the model '{model}' does not exist");

    /// <summary>True when the model has the field.</summary>
    public static bool HasField(string model, string field) => FieldsOf(model).Contains(field);

    /// <summary>Adds a record.</summary>
    public OdooRow Add(string model, long company, params (string Field, object? Value)[] values)
    {
        var row = new OdooRow(++_lastId);
        foreach (var (field, value) in values)
        {
            row[field] = value;
        }

        All(model).Add(row);
        _companyOf[row] = company;
        return Touch(row);
    }

    /// <summary>Stamps a record as written now.</summary>
    public OdooRow Touch(OdooRow row)
    {
        row["write_date"] = time.GetUtcNow();
        return row;
    }

    /// <summary>A record that is there.</summary>
    public OdooRow Get(string model, long id) =>
        All(model).Find(row => row.Id == id) ?? throw OdooException.Missing(model, id);

    /// <summary>Removes a record.</summary>
    public void Remove(string model, OdooRow row) => All(model).Remove(row);

    /// <summary>The method <c>search_read</c>.</summary>
    public JsonArray SearchRead(string model, JsonObject arguments, JsonObject context)
    {
        var fields = (arguments["fields"] as JsonArray)?.Select(field => field!.GetValue<string>()).ToArray() ?? [.. FieldsOf(model)];
        if (Array.Find(fields, field => !HasField(model, field)) is { } unknown)
        {
            throw OdooException.ValueError($"Invalid field '{unknown}' on '{model}'");
        }

        var rows = Ordered(Matching(model, arguments["domain"], context), arguments["order"]?.GetValue<string>() ?? "id");
        var page = rows.Skip(arguments["offset"]?.GetValue<int>() ?? 0).Take(arguments["limit"]?.GetValue<int>() ?? int.MaxValue);
        return new JsonArray([.. page.Select(row => (JsonNode)Told(row, fields))]);
    }

    /// <summary>The method <c>read</c>; an id that is not there is an error.</summary>
    public JsonArray Read(string model, IEnumerable<long> ids, JsonObject arguments)
    {
        var fields = (arguments["fields"] as JsonArray)?.Select(field => field!.GetValue<string>()).ToArray() ?? [.. FieldsOf(model)];
        return new JsonArray([.. ids.Select(id => (JsonNode)Told(Get(model, id), fields))]);
    }

    /// <summary>The method <c>formatted_read_group</c>, for links and sums.</summary>
    public JsonArray ReadGroup(string model, JsonObject arguments, JsonObject context)
    {
        var by = arguments["groupby"]!.AsArray().Select(field => field!.GetValue<string>()).ToList();
        var sums = arguments["aggregates"]!.AsArray().Select(sum => sum!.GetValue<string>()).ToList();
        var groups = Matching(model, arguments["domain"], context)
            .GroupBy(
                row => string.Join('|', by.Select(field => row.Link(field).ToString(CultureInfo.InvariantCulture))),
                StringComparer.Ordinal);
        return new JsonArray([.. groups.Select(group =>
        {
            var told = new JsonObject();
            by.ForEach(field => told[field] = group.First().Tell(field));
            sums.ForEach(sum => told[sum] = sum == "__count"
                ? JsonValue.Create(group.LongCount())
                : OdooRow.Tell(group.Sum(row => row.Amount(sum[..sum.IndexOf(':', StringComparison.Ordinal)]))));
            told["__extra_domain"] = new JsonArray([.. by.Select(field => (JsonNode)new JsonArray(field, "=", group.First().Link(field)))]);
            return (JsonNode)told;
        })]);
    }

    static HashSet<string> FieldsOf(string model) => Fields.TryGetValue(model, out var own)
        ? [.. own, "id", "write_date"]
        : throw OdooException.NotFound($"the model '{model}' does not exist");

    static JsonObject Told(OdooRow row, string[] fields)
    {
        var told = new JsonObject { ["id"] = row.Id };
        foreach (var field in fields)
        {
            told[field] = row.Tell(field);
        }

        return told;
    }

    // Rows of companies that the call does not allow are not there; archived ones only when the search speaks of them.
    IEnumerable<OdooRow> Matching(string model, JsonNode? domain, JsonObject context)
    {
        var fits = OdooDomain.Parse(domain, FieldsOf(model));
        var allowed = (context["allowed_company_ids"] as JsonArray)?.Select(id => id!.GetValue<long>()).ToHashSet();
        var archivedToo = context["active_test"]?.GetValue<bool>() == false || OdooDomain.Names(domain, "active");
        return All(model)
            .Where(row => !row.IsUncommitted && (archivedToo || row["active"] is not false))
            .Where(row => allowed is null || _companyOf[row] == 0 || allowed.Contains(_companyOf[row]))
            .Where(fits);
    }

    static IEnumerable<OdooRow> Ordered(IEnumerable<OdooRow> rows, string order)
    {
        IOrderedEnumerable<OdooRow> sorted = rows.OrderBy(_ => 0);
        foreach (var part in order.Split(',', StringSplitOptions.TrimEntries))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            sorted = words is [_, "desc" or "DESC"]
                ? sorted.ThenByDescending(row => Key(row[words[0]]))
                : sorted.ThenBy(row => Key(row[words[0]]));
        }

        return sorted;
    }

    static object? Key(object? value) => value is OdooLink link ? link.Id : value;
}
