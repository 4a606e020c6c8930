using Ledger.Accounting;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Targets;
using Ledger.MessageBus.Messages;
using Ledger.Storage.Tests.MessageBus;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>R-ERP-21: one correct entry of the journal, field by field, in the rows that an ERP imports.</summary>
public sealed class When_an_entry_is_followed_into_its_file
{
    static readonly JournalEntryMessage Entry = JournalEntries.One() with
    {
        EntryId = new Guid("0197f2a4-6b1e-7c3d-9d0a-5c2f1e8b4a99"),
        Position = 42,
        PreviousPosition = 41,
        PaymentId = "pi_9",
        OrderRef = "1001",
        Lines =
        [
            new JournalLine("1150", Side.Debit, new Money(1234, Currency.Parse("USD"))),
            new JournalLine("4000", Side.Credit, new Money(1234, Currency.Parse("USD"))),
        ],
    };

    [Fact]
    public async Task Every_field_of_its_rows_says_what_the_entry_and_the_mapping_say()
    {
        var mapping = MappingYaml.Parse(
            """
            version: m7
            companies: [{company: CH01, home: EUR}]
            journals: [{class: capture-succeeded, journal: PSP}]
            accounts: [{ledger: "1150", account: "1460", party: Stripe}, {ledger: "4000", account: "8400"}]
            currencies: [{currency: USD, home: EUR, rate: 0.92}]
            dimensions: [{name: channel, field: provider, values: {stripe: web}, accounts: ["4000"]}]
            """,
            "m.yaml");
        var target = new ErpTarget { Name = "files", Kind = "csv", Prefix = "LDG", Mode = ExportMode.Detail, MappingPath = "m.yaml" };
        using var files = new RunFiles("csv");
        await using var adapter = files.NewAdapter();
        var run = new RunHead(new Guid("0197f2a4-6b1e-7c3d-9d0a-5c2f1e8b4a10"), 15, ExportMode.Detail);

        var built = Assert.Single(new DocumentBuilder(target, mapping, adapter.Capabilities).Build(run, [Entry]).Documents);
        Assert.Null(built.Refusal);
        await files.PostAsync(built.Document);

        var rows = Tool.Rows(files.Text("gl_0000000015_001.csv"));
        Assert.Equal(3, rows.Count);
        var said = rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(field => field.First, field => field.Second)).ToList();
        (string Field, string Debit, string Credit)[] expected =
        [
            ("reference", "LDG00000F-00001", "LDG00000F-00001"), ("line", "1", "2"), ("company", "CH01", "CH01"), ("journal", "PSP", "PSP"),
            ("date", "2026-11-20", "2026-11-20"), ("original_date", "", ""), ("account", "1460", "8400"), ("debit", "12.34", ""),
            ("credit", "", "12.34"), ("currency", "USD", "USD"), ("home_debit", "11.35", ""), ("home_credit", "", "11.35"),
            ("home_currency", "EUR", "EUR"), ("rate", "0.92", "0.92"), ("dimensions", "", "channel=web"), ("party", "Stripe", ""),
            ("memo", "capture-succeeded pi_9", "capture-succeeded pi_9"),
            ("document_memo", "capture-succeeded pi_9 order 1001", "capture-succeeded pi_9 order 1001"), ("ledger_account", "1150", "4000"),
            ("group", "0197f2a46b1e7c3d9d0a5c2f1e8b4a99", "0197f2a46b1e7c3d9d0a5c2f1e8b4a99"), ("entries", "1", "1"),
            ("first_position", "42", "42"), ("last_position", "42", "42"),
            ("external_id", "0197f2a46b1e7c3d9d0a5c2f1e8b4a10/LDG00000F-00001", "0197f2a46b1e7c3d9d0a5c2f1e8b4a10/LDG00000F-00001"),
            ("mapping_version", "m7", "m7"),
        ];
        Assert.Equal(expected.Select(each => each.Field), rows[0]);
        Assert.Equal(expected, expected.Select(each => (each.Field, said[0][each.Field], said[1][each.Field])));
    }
}
