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

    /// <summary>Where it listens; by default on a free port of the loopback.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>
    /// Path of the file in which it keeps what was carried out, to go on from there when it is started again; null for memory alone.
    /// </summary>
    public string? LogFile { get; init; }

    /// <summary>An API key that holds for three months from the start; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The company that it has from the beginning; what was added to it since is added at the start. Null for none.</summary>
    public OdooSetup? Setup { get; init; }

    /// <summary>Told of each fault that is met, for people; null for nobody.</summary>
    public Action<string>? Told { get; init; }
}
