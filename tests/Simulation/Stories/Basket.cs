using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Stories;

/// <summary>What one story sells, and which of its messages say so.</summary>
public sealed class Basket(Dice dice, ShopPlan shop)
{
    readonly List<Line> _lines = [];
    bool _onAuthorization, _onCapture, _withoutOrder;

    /// <summary>Its lines; empty when it sells nothing that is stocked.</summary>
    public IReadOnlyList<Line> Lines => _lines;

    /// <summary>True when a message states a part of the lines only.</summary>
    public bool IsSplit { get; set; }

    /// <summary>A SKU of the shop.</summary>
    public string Sku() => dice.Percent(80) ? shop.Skus[dice.Next(shop.Skus.Count - 2)] : shop.Skus[shop.Skus.Count - 1 - dice.Next(2)];

    /// <summary>A location of the shop.</summary>
    public string Location() => dice.Of("east", "east", "west");

    /// <summary>For how long an authorization keeps units.</summary>
    public TimeSpan Window => TimeSpan.FromHours(shop.AuthorizationHours);

    /// <summary>The dice about goods: stories without stock stay as they are.</summary>
    public Dice Dice => dice;

    /// <summary>Draws lines.</summary>
    /// <param name="mayLack">True when messages may leave something out.</param>
    public void Fill(bool mayLack)
    {
        var count = dice.Percent(mayLack ? 20 : 0) ? 0 : dice.Percent(30) ? 2 : 1;
        while (_lines.Count < count)
        {
            var line = new Line(Sku(), dice.Percent(75) ? 1 : 2, Location());
            if (!_lines.Exists(other => other.Sku == line.Sku && other.Location == line.Location))
            {
                _lines.Add(line);
            }
        }

        (_onAuthorization, _onCapture) = dice.Next(10) switch
        {
            < 5 => (true, false),
            < 8 => (true, true),
            _ => mayLack ? (false, dice.Percent(60)) : (true, true),
        };
        _withoutOrder = mayLack && dice.Percent(5);
        if (mayLack && count > 0 && dice.Percent(5))
        {
            _lines[0] = _lines[0] with { Location = null };
        }
    }

    /// <summary>What a message of a class says was sold.</summary>
    public IReadOnlyList<Line> LinesOf(string kind) =>
        (kind == "auth-created" && _onAuthorization) || (kind == "capture-succeeded" && _onCapture) ? [.. _lines] : [];

    /// <summary>The order as a message of a class states it; null when it does not.</summary>
    public string? OrderOf(string kind, string order) => _withoutOrder && kind is "auth-created" or "capture-succeeded" ? null : order;
}
