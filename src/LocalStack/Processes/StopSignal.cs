namespace Ledger.LocalStack.Processes;

/// <summary>How a process is asked to stop (numbers of Linux).</summary>
public enum StopSignal
{
    /// <summary>SIGINT: for PostgreSQL a fast shutdown, which does not wait for clients.</summary>
    Interrupt = 2,

    /// <summary>SIGTERM: an orderly end.</summary>
    Terminate = 15,
}
