namespace Ledger.ErpSimulators;

/// <summary>A stand-in of an ERP that listens until it is disposed of.</summary>
public interface IErpSimulator : IAsyncDisposable
{
    /// <summary>Where it listens; a setting <c>url</c> of a target.</summary>
    Uri Address { get; }
}
