namespace Ledger.Bench.Reporting;

/// <summary>What was measured on.</summary>
public sealed record Machine(int Cores, string Postgres, string RabbitMq, string DotNet)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Cores} cores · PostgreSQL {Postgres} · RabbitMQ {RabbitMq} · .NET {DotNet}";
}
