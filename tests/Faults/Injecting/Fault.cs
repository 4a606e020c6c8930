namespace Ledger.Faults.Injecting;

/// <summary>One fault.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Target">To what.</param>
/// <param name="Seconds">How long it lasts; 0 for one that is over at once.</param>
/// <param name="JumpMinutes">How far a clock jumps.</param>
sealed record Fault(FaultKind Kind, FaultTarget Target, double Seconds = 0, int JumpMinutes = 0)
{
    /// <summary>What it is called in schedules and figures, such as <c>half-open worker-database</c>.</summary>
    public string Name => $"{Words(Kind.ToString())} {Words(Target.ToString())}";

    /// <inheritdoc/>
    public override string ToString() => Name
        + (JumpMinutes > 0 ? $" by {JumpMinutes} min" : "")
        + (Seconds > 0 ? $" for {Seconds:0} s" : "");

    static string Words(string name) => name switch
    {
        nameof(FaultTarget.RabbitMq) => "rabbitmq",
        _ => string.Concat(name.Select((c, n) => n > 0 && char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}")),
    };
}

/// <summary>What is done to a part or a line.</summary>
enum FaultKind
{
    /// <summary><c>kill -9</c>; a server is started again at once, a process by its supervisor.</summary>
    Kill,

    /// <summary>An orderly stop and start.</summary>
    Restart,

    /// <summary><c>SIGSTOP</c>, and <c>SIGCONT</c> later.</summary>
    Stop,

    /// <summary>The disk is full.</summary>
    FullDisk,

    /// <summary>Every connection is reset, several times.</summary>
    Reset,

    /// <summary>Nothing comes through.</summary>
    Stall,

    /// <summary>The open connections are lost, and neither side is told.</summary>
    HalfOpen,

    /// <summary>Bytes trickle.</summary>
    Slow,

    /// <summary>The clock is set ahead, and back again.</summary>
    ClockAhead,

    /// <summary>The clock is set back, and ahead again.</summary>
    ClockBack,
}

/// <summary>What it is done to.</summary>
enum FaultTarget
{
    /// <summary>The worker that stands by.</summary>
    Worker,

    /// <summary>The worker whose relay is active.</summary>
    Relay,

    /// <summary>The gateway.</summary>
    Gateway,

    /// <summary>The database server.</summary>
    Postgres,

    /// <summary>The broker.</summary>
    RabbitMq,

    /// <summary>The line from the provider.</summary>
    SenderGateway,

    /// <summary>The line the gateway publishes on.</summary>
    GatewayBroker,

    /// <summary>The lines the workers consume and publish on.</summary>
    WorkerBroker,

    /// <summary>The lines the workers store on.</summary>
    WorkerDatabase,
}

/// <summary>Faults that happen at the same time: one to a part, and others, one after the other, to lines and clocks.</summary>
sealed record FaultStep(Fault? ToPart, IReadOnlyList<Fault> Beside)
{
    /// <summary>All of them.</summary>
    public IEnumerable<Fault> All => ToPart is null ? Beside : Beside.Prepend(ToPart);

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", All);
}
