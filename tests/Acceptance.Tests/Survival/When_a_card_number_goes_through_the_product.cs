using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Ledger.Acceptance.Tests.Gateway;
using Ledger.EventStore;
using Ledger.Evidence;
using Ledger.Evidence.Sealing;
using Ledger.Providers.Stripe;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Survival;

/// <summary>R-SE-01: wherever in a request a card number stands, no column of any table comes to hold it.</summary>
public sealed class When_a_card_number_goes_through_the_product
{
    const string Card = "4242424242424242";
    static readonly string[] Written = [Card, "4242 4242 4242 4242", "4242-4242-4242-4242"];

    /// <summary>Every column of every table, partitions too.</summary>
    const string Columns =
        """
        select c.table_schema, c.table_name, c.column_name, c.data_type
        from information_schema.columns c
        join information_schema.tables t using (table_schema, table_name)
        where c.table_schema in ('journal', 'evidence') and t.table_type = 'BASE TABLE'
        """;

    [Fact]
    public async Task No_column_of_journal_or_evidence_holds_it()
    {
        await using var stack = await FullStack.StartAsync("card");
        var secret = stack.Secret();
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, await SendAsync(http, stack.Webhooks, StripeWebhooks.Charge(Hide), secret));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(
            http, stack.Webhooks, StripeWebhooks.Charge(e => e["data"]!["object"]!["id"] = $"ch_{Card}"), secret));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(
            http, stack.Webhooks, StripeWebhooks.Charge(Hide), "whsec_of_somebody_else"));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(
            http, new Uri($"{stack.Webhooks}/{Card}"), StripeWebhooks.Charge(Hide), secret));
        await stack.WaitForAsync("select count(*) from journal.inbox", 1, TimeSpan.FromSeconds(30));
        await stack.WaitForAsync("select count(*) from evidence.raw_delivery", 4, TimeSpan.FromSeconds(30));

        await using var source = NpgsqlDataSource.Create(stack.Parts.Postgres.ConnectionString);
        var columns = await ColumnsAsync(source);
        Assert.Contains(columns, c => c is { Schema: "journal", Table: "mt_events", Name: "data" });
        Assert.Contains(columns, c => c is { Table: "raw_delivery", Name: "body", Type: "bytea" });
        Assert.Equal(0, await CountAsync(source, columns, Written));
        var bodies = await BodiesAsync(source, MasterKeys.OfFile(stack.Parts.ArchiveKeys!));
        Assert.All(bodies, body => Assert.All(Written, card => Assert.DoesNotContain(card, body, StringComparison.Ordinal)));
        // That the search sees into texts and bodies: what a masked number leaves is found.
        Assert.Contains(bodies, body => body.Contains("424242******4242", StringComparison.Ordinal));
        Assert.True(await CountAsync(source, columns.Where(c => c.Type == "jsonb"), ["424242******4242"]) > 0);
        Assert.Equal(0u, await stack.DeadLettersAsync());
    }

    static async Task<List<Column>> ColumnsAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(Columns);
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new List<Column>();
        while (await reader.ReadAsync())
        {
            columns.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        }

        return columns;
    }

    static async Task<long> CountAsync(NpgsqlDataSource source, IEnumerable<Column> columns, string[] texts)
    {
        var total = 0L;
        foreach (var column in columns)
        {
            var text = column.Type == "bytea" ? $"encode(\"{column.Name}\", 'escape')" : $"\"{column.Name}\"::text";
            await using var command = source.CreateCommand(
                $"""
                select count(*) from "{column.Schema}"."{column.Table}"
                where exists (select from unnest($1::text[]) as card where position(card in {text}) > 0)
                """);
            command.Parameters.Add(new NpgsqlParameter { Value = texts });
            total += (long)(await command.ExecuteScalarAsync())!;
        }

        return total;
    }

    /// <summary>Bodies lie packed in their column.</summary>
    static async Task<List<string>> BodiesAsync(NpgsqlDataSource source, MasterKeys keys)
    {
        await using var archive = new DeliveryArchive(
            source, "evidence", keys, new BatchQueueOptions(), TimeProvider.System, NullLogger<DeliveryArchive>.Instance);
        await using var command = source.CreateCommand("select delivery_id from evidence.raw_delivery");
        await using var reader = await command.ExecuteReaderAsync();
        var bodies = new List<string>();
        while (await reader.ReadAsync())
        {
            bodies.Add(Encoding.Latin1.GetString((await archive.FindAsync(reader.GetGuid(0), CancellationToken.None))!.Body!));
        }

        return bodies;
    }

    static void Hide(JsonNode body)
    {
        var charge = body["data"]!["object"]!;
        charge["description"] = $"Card {Written[1]}";
        charge["customer"] = $"cus_{Card}";
        charge["metadata"] = new JsonObject { ["order_id"] = Card, ["note"] = Written[2] };
        charge["extra"] = JsonNode.Parse(Card);
        body["request"] = new JsonObject { ["id"] = $"req_{Card}", ["idempotency_key"] = Card };
    }

    static async Task<HttpStatusCode> SendAsync(HttpClient http, Uri address, byte[] body, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in new StripeProvider().Sign(body, secret, TimeProvider.System.GetUtcNow()).Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation("User-Agent", $"Agent {Card}");
        request.Headers.TryAddWithoutValidation("X-Request-Id", Card);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Written[1]);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    sealed record Column(string Schema, string Table, string Name, string Type);
}
