using Ledger.Inventory;
using Xunit;

namespace Ledger.Fast.Tests.Inventory;

/// <summary>No reason is a word that nothing says: the tables give each of them, but for those below.</summary>
public sealed class Every_reason_has_a_row
{
    /// <summary>Found by the inbox before anything is decided: only a database knows what came before.</summary>
    static readonly StockReason[] OfTheInbox =
        [StockReason.KeyReused, StockReason.DuplicateMessage, StockReason.FactContradicted, StockReason.DuplicateFact];

    [Fact]
    public void The_tables_give_every_reason()
    {
        var given = new HashSet<StockReason>();
        foreach (var row in Payment_tables.Rows.Concat(Shop_tables.Rows))
        {
            given.UnionWith(StockSteps.Check(row.Data.Item2).Reasons);
        }

        foreach (var row in Held_tables.Rows)
        {
            given.UnionWith(StockSteps.Check(row.Data).Reasons);
        }

        foreach (var (rules, withoutLines, table) in Policy_tables.Rows.Select(row => row.Data))
        {
            given.UnionWith(StockSteps.Check(table, StockSteps.Rules(rules, withoutLines)).Reasons);
        }

        foreach (var row in Settlement_tables.Rows)
        {
            given.UnionWith(StockSteps.Check(row.Data.Item2, Settlement_tables.AtSettlement).Reasons);
        }

        Assert.Equal(Enum.GetValues<StockReason>().Except(OfTheInbox), given.Order());
    }
}
