using System.Security.Cryptography;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Storage;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Storage.Tests.Inventory;

/// <summary>What the shop commands is kept without card numbers, and a repeat is known all the same (rule 10, R-IN-26).</summary>
public sealed class When_a_command_holds_a_card_number : IAsyncLifetime
{
    const string Card = "4242424242424242";
    static readonly AdjustStock Found = new("TEA", StockDatabase.Place, 1, "COUNT_SURPLUS", $"beside card {Card}");

    StockDatabase _stock = null!;

    public async ValueTask InitializeAsync()
    {
        _stock = await StockDatabase.CreateAsync();
        await _stock.ReceiveAsync("TEA", 10, 1_000);
    }

    public ValueTask DisposeAsync() => _stock.DisposeAsync();

    [Fact]
    public async Task Its_words_are_kept_masked_with_the_hash_of_what_came_in()
    {
        var id = Guid.CreateVersion7(_stock.Time.Now);
        Assert.Equal(Disposition.Moved, (await GiveAsync(id, Found)).Disposition);

        Assert.Equal(["0"], await HoldingAsync(Card));
        var (sent, kept) = (StockCommandJson.Write(Found), StockCommandJson.Write(Found with { Note = "beside card 424242******4242" }));
        Assert.Equal(
            [$"{Hex(sent)} | {Hex(kept)} | {Hex(kept)} | COUNT_SURPLUS: beside card 424242******4242 | {Hex(sent)}"],
            await _stock.RowsAsync(
                $"""
                select encode(c.body_sha256, 'hex'), encode(c.stored_sha256, 'hex'), encode(sha256(c.body), 'hex'), e.data ->> 'Remark',
                       e.data ->> 'BodySha256'
                from inventory.stock_command c join inventory.mt_events e on e.data ->> 'EventId' = c.command_id::text
                where c.command_id = '{id}'
                """));
        Assert.Equal(["-"], await _stock.RowsAsync("select stored_sha256 from inventory.stock_command where kind = 'stock.receive'"));
    }

    [Fact]
    public async Task The_same_command_again_is_known_and_another_is_not_taken_for_it_R_IN_26()
    {
        var id = Guid.CreateVersion7(_stock.Time.Now);
        await GiveAsync(id, Found);

        var again = await GiveAsync(id, Found);
        // Masked alike, and yet another command: it is told by its own bytes.
        var other = await GiveAsync(id, Found with { Note = "beside card 4242420000004242" });

        Assert.Equal((Disposition.Moved, true), (again.Disposition, again.Repeated));
        Assert.Equal((Disposition.Refused, StockReason.KeyReused), (other.Disposition, other.Reason));
        Assert.Equal(["11 | 0 | 0"], await _stock.LevelAsync("TEA"));
    }

    [Fact]
    public async Task A_command_with_such_a_name_is_refused_and_leaves_nothing()
    {
        var refused = await GiveAsync(
            Guid.CreateVersion7(_stock.Time.Now), new ReserveStock(Card, [new OrderLine("TEA", 1, StockDatabase.Place)]));

        Assert.Equal((Disposition.Refused, StockReason.CardNumberGiven), (refused.Disposition, refused.Reason));
        Assert.Equal(["0"], await HoldingAsync(Card));
        Assert.Equal(["1 | 1"], await _stock.RowsAsync(
            "select (select count(*) from inventory.stock_command), (select count(*) from inventory.inbox)"));
    }

    /// <summary>Rows of all tables that hold a text, in the body of a command too.</summary>
    Task<string[]> HoldingAsync(string text) => _stock.RowsAsync(
        $"""
        select (select count(*) from inventory.stock_command c where convert_from(c.body, 'UTF8') like '%{text}%')
             + (select count(*) from inventory.mt_events e where e::text like '%{text}%')
             + (select count(*) from inventory.inbox i where i::text like '%{text}%')
             + (select count(*) from inventory.stock_order o where o::text like '%{text}%')
        """);

    Task<StockOutcome> GiveAsync(Guid id, StockCommand command) => _stock.Writer.CommandAsync(
        new ShopCommand(id, "clerk", _stock.Time.Now, StockCommandJson.Write(command), command), CancellationToken.None);

    static string Hex(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
