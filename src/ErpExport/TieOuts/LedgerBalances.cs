using System.Runtime.InteropServices;
using Ledger.Accounting;
using Ledger.ErpExport.Storage;
using Npgsql;

namespace Ledger.ErpExport.TieOuts;

/// <summary>
/// What the documents of a target come to, by company, account and currency. They are read from their payloads: what was sent is compared
/// with what the ERP has.
/// </summary>
sealed class LedgerBalances(NpgsqlDataSource source, string schema)
{
    readonly string _sums =
        $"""
        with minor (code, exponent) as (select * from unnest($3::text[], $4::int[])),
        line as (
            select d.reference, d.company, l ->> 'account' as account, l -> 'amount' ->> 'currency' as currency,
                   p.body ->> 'homeCurrency' as home,
                   case l ->> 'side' when 'Debit' then 1 else -1 end * (l -> 'amount' ->> 'minorUnits')::bigint as units,
                   case l ->> 'side' when 'Debit' then 1 else -1 end * case
                       when l -> 'inHomeCurrency' ->> 'currency' = p.body ->> 'homeCurrency'
                       then (l -> 'inHomeCurrency' ->> 'minorUnits')::bigint
                       else round((l -> 'amount' ->> 'minorUnits')::numeric * (l ->> 'rate')::numeric
                                  * power(10::numeric, h.exponent) / power(10::numeric, c.exponent))::bigint end as home_units,
                   l -> 'inHomeCurrency' ->> 'currency' = p.body ->> 'homeCurrency' as is_home,
                   d.state in ('posted', 'confirmed', 'mismatch') as posted,
                   d.state in ('sending', 'posting', 'accepted', 'unknown') as on_the_way
            from {schema}.document d
                cross join lateral (select convert_from(d.payload, 'UTF8')::jsonb as body) p
                cross join lateral jsonb_array_elements(p.body -> 'lines') as l
                join minor c on c.code = l -> 'amount' ->> 'currency' join minor h on h.code = p.body ->> 'homeCurrency'
            where d.target = $1 and d.state <> 'superseded' and ($2::date is null or d.date <= $2))
        select company, account, currency, home, bool_and(home_units is not null),
               sum(units)::bigint, coalesce(sum(units) filter (where posted), 0)::bigint,
               coalesce(sum(units) filter (where on_the_way), 0)::bigint, count(distinct reference) filter (where on_the_way),
               coalesce(sum(home_units), 0)::bigint, coalesce(sum(home_units) filter (where posted), 0)::bigint,
               coalesce(sum(home_units) filter (where on_the_way), 0)::bigint, count(*) filter (where not is_home)
        from line group by company, account, currency, home order by company, account, currency
        """;

    // What was found under a reference that is posted by now is in the sums of the documents.
    readonly string _foreign =
        $"""
        select distinct on (erp_id) company, lines::text
        from {schema}.finding f
        where target = $1 and counts and ($2::date is null or date is null or date <= $2)
            and (reference is null or not exists (
                select from {schema}.document d
                where d.target = f.target and d.reference = f.reference and d.erp_id = f.erp_id
                    and d.state in ('posted', 'confirmed', 'mismatch')))
        order by erp_id, found_at desc
        """;

    /// <summary>The sums of the documents up to a posting date.</summary>
    public async Task<IReadOnlyList<LedgerBalance>> ReadAsync(string target, DateOnly? through, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_sums);
        command.Parameters.Add(ErpColumns.Text(target));
        command.Parameters.Add(ErpColumns.Day(through));
        command.Parameters.Add(new() { Value = Currency.All.Select(currency => currency.Code).ToArray() });
        command.Parameters.Add(new() { Value = Currency.All.Select(currency => currency.Exponent).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var sums = new List<LedgerBalance>();
        while (await reader.ReadAsync(ct))
        {
            sums.Add(new LedgerBalance(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetBoolean(4),
                new BalanceSums(reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7)),
                new BalanceSums(reader.GetInt64(9), reader.GetInt64(10), reader.GetInt64(11)), reader.GetInt64(8),
                reader.GetInt64(12)));
        }

        return sums;
    }

    /// <summary>What others have posted, each in its last version.</summary>
    public async Task<IReadOnlyList<ForeignLine>> ForeignAsync(string target, DateOnly? through, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_foreign);
        command.Parameters.Add(ErpColumns.Text(target));
        command.Parameters.Add(ErpColumns.Day(through));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var lines = new List<ForeignLine>();
        while (await reader.ReadAsync(ct))
        {
            var company = await reader.IsDBNullAsync(0, ct) ? null : reader.GetString(0);
            lines.AddRange(FoundLine.Parse(reader.GetString(1))
                .Select(line => new ForeignLine(company, line.Account, line.Currency.Code, line.Signed)));
        }

        return lines;
    }
}

/// <summary>What documents come to on one account in one currency.</summary>
/// <param name="Company">The ERP's code of the company.</param>
/// <param name="Account">The ERP's code of the account.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Home">The company's own currency.</param>
/// <param name="AllInHome">True when every line has an amount in it, or a rate by which the ERP works it out.</param>
/// <param name="Own">In the currency itself.</param>
/// <param name="InHome">In the company's own currency; means nothing unless all lines have it.</param>
/// <param name="OnTheWayCount">Documents on their way.</param>
/// <param name="WorkedOut">Lines whose amount in the company's own currency the ERP works out itself, from our rate.</param>
sealed record LedgerBalance(
    string Company, string Account, string Currency, string Home, bool AllInHome, BalanceSums Own, BalanceSums InHome, long OnTheWayCount,
    long WorkedOut);

/// <summary>Debits less credits, in minor units.</summary>
/// <param name="All">Of all documents.</param>
/// <param name="Posted">Of those that the ERP has posted.</param>
/// <param name="OnTheWay">Of those that are on their way.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct BalanceSums(long All, long Posted, long OnTheWay)
{
    public static BalanceSums operator +(BalanceSums left, BalanceSums right) =>
        new(left.All + right.All, left.Posted + right.Posted, left.OnTheWay + right.OnTheWay);
}

/// <summary>What others have posted on an account.</summary>
sealed record ForeignLine(string? Company, string Account, string Currency, long Units);
