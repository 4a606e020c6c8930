using System.Text.Json;

namespace Ledger.ErpExport.Odoo;

/// <summary>A journal entry of Odoo's without its lines.</summary>
sealed record OdooMove(
    long Id, string? Name, string? Reference, string State, DateOnly? Date, (long Id, string Name) Company, DateTimeOffset WrittenAt,
    long? Reverses, bool HasReversals)
{
    /// <summary>The fields that are read.</summary>
    public static readonly string[] Fields =
        ["name", "ref", "state", "date", "company_id", "write_date", "reversed_entry_id", "reversal_move_ids"];

    /// <summary>True when it is posted.</summary>
    public bool IsPosted => State == "posted";

    /// <summary>True when it was cancelled: it neither counts nor stands in the way.</summary>
    public bool IsCancelled => State == "cancel";

    /// <summary>Reads one.</summary>
    public static OdooMove Parse(JsonElement row) => new(
        row.Id(), row.Text("name"), row.Text("ref"), row.Text("state") ?? throw OdooFields.Unexpected(row, "state"), row.Day("date"),
        row.Link("company_id") ?? throw OdooFields.Unexpected(row, "company_id"), row.Moment("write_date"),
        row.Link("reversed_entry_id")?.Id, row.HasLinks("reversal_move_ids"));
}
