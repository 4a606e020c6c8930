namespace Ledger.Cli.Demo;

/// <summary>What became of the export.</summary>
/// <param name="Figures">How far the export to each target is; none when nothing is exported.</param>
/// <param name="TiedOut">How the balances of each target compare.</param>
/// <param name="Dropped">Documents that an ERP has carried out without saying so.</param>
sealed record ExportResult(
    IReadOnlyList<ExportFigure> Figures, IReadOnlyList<TieOutFigure> TiedOut, IReadOnlyList<DroppedAnswer> Dropped)
{
    /// <summary>True when an ERP was asked to lose an answer.</summary>
    public bool AsksForDrop { get; init; }

    /// <summary>Everything that is not as it should be, in words.</summary>
    public IEnumerable<string> Differences() =>
    [
        .. Figures.SelectMany(figure => figure.Differences()),
        .. TiedOut.SelectMany(figure => figure.Differences()),
        .. Dropped.SelectMany(dropped => dropped.Differences()),
        .. AsksForDrop && Dropped.Count == 0 ? ["No ERP has lost an answer, though one was asked to"] : Array.Empty<string>(),
    ];
}
