namespace Ledger.ErpSimulators.Odoo;

/// <summary>How a simulated Odoo is set up.</summary>
public sealed record OdooSimulatorOptions
{
    /// <summary>Its clock: stamps what is written, ends keys, counts calls.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The one database that it has.</summary>
    public string Database { get; init; } = "ledger";

    /// <summary>Most calls a second, one at a time, as on Odoo Online; null for a server of one's own, which has no limit.</summary>
    public int? CallsPerSecond { get; init; }

    /// <summary>
    /// True when posting on a locked day moves the entry to the first open period, as <c>_post</c> does; false when it is refused, as by a
    /// localization or a module that forbids it.
    /// </summary>
    public bool ShiftsLockedDates { get; init; } = true;
}
