using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;

namespace Ledger.ErpExport.Odoo;

/// <summary>How records of a model are found by a code.</summary>
/// <param name="Model">The model.</param>
/// <param name="Word">What is missing when it is, for people.</param>
/// <param name="Fields">Fields to read; those other than <c>type</c> are searched for the code, in this order of preference.</param>
/// <param name="OwnCompany">True when only records of the company itself count; else the company of the call's context decides.</param>
sealed record OdooLookup(string Model, string Word, string[] Fields, bool OwnCompany)
{
    /// <summary>True when a code of digits that no field holds is taken as the record's id.</summary>
    public bool ById { get; init; }

    IEnumerable<string> Searched => Fields.Where(name => name != "type");

    /// <summary>Finds all that may be meant.</summary>
    public Action<Utf8JsonWriter> Domain(long company, IReadOnlyList<string> codes) => json =>
    {
        if (OwnCompany)
        {
            json.Where("company_id", "=", company);
        }

        var ids = ById ? codes.Where(code => Id(code) is not null).Select(code => Id(code)!.Value).ToList() : [];
        for (var n = 1; n < Searched.Count() + (ids.Count > 0 ? 1 : 0); n++)
        {
            json.WriteStringValue("|");
        }

        foreach (var field in Searched)
        {
            json.Where(field, "in", codes);
        }

        if (ids.Count > 0)
        {
            json.Where("id", "in", ids);
        }
    };

    /// <summary>The one that a code means; null when there is none, or no saying which.</summary>
    public OdooRecord? Pick(IReadOnlyList<JsonElement> rows, string code)
    {
        foreach (var field in Searched)
        {
            if (rows.Where(row => row.Text(field) == code).ToList() is { Count: > 0 } found)
            {
                return found.Count == 1 ? RecordOf(found[0]) : null;
            }
        }

        return ById && Id(code) is { } id ? rows.Where(row => row.Id() == id).Select(RecordOf).FirstOrDefault() : null;
    }

    OdooRecord RecordOf(JsonElement row) => new(row.Id(), Fields.Contains("type", StringComparer.Ordinal) ? row.Text("type") : null);

    static long? Id(string code) => long.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}

/// <summary>A record that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">A journal's type; null for others.</param>
sealed record OdooRecord(long Id, string? Type);

/// <summary>A company.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Code">The name or id by which it was asked for.</param>
/// <param name="Home">Its currency.</param>
sealed record OdooCompany(long Id, string Code, Currency Home);

/// <summary>Types of journals that locks go by.</summary>
static class OdooJournal
{
    /// <summary>Miscellaneous entries.</summary>
    public const string General = "general";
}

/// <summary>Everything that a document names.</summary>
sealed record OdooNames(
    OdooCompany Company, OdooRecord Journal, IReadOnlyDictionary<string, OdooRecord> Accounts,
    IReadOnlyDictionary<string, OdooRecord> Partners, IReadOnlyDictionary<string, OdooRecord> Analytics,
    IReadOnlyDictionary<Currency, long> Currencies);
