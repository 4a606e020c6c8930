namespace Ledger.LocalStack;

/// <summary>Writes progress, a line each, as it happens; unlike <see cref="Progress{T}"/> in order.</summary>
/// <param name="writer">Where to; usually standard error.</param>
public sealed class ProgressWriter(TextWriter writer) : IProgress<string>
{
    readonly Lock _lock = new();

    /// <summary>Says nothing.</summary>
    public static IProgress<string> Silent { get; } = new ProgressWriter(TextWriter.Null);

    /// <inheritdoc/>
    public void Report(string value)
    {
        lock (_lock)
        {
            writer.WriteLine(value);
            writer.Flush();
        }
    }
}
