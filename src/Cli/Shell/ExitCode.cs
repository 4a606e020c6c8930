namespace Ledger.Cli.Shell;

/// <summary>What the <c>ledger</c> command answers to the shell.</summary>
static class ExitCode
{
    /// <summary>Done, or the answer is yes.</summary>
    public const int Ok = 0;

    /// <summary>The answer is no: a difference was found, it was refused, it does not exist.</summary>
    public const int No = 1;

    /// <summary>The command line is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>Something is missing on this machine or in the configuration.</summary>
    public const int Missing = 3;

    /// <summary>A server cannot be reached.</summary>
    public const int Unreachable = 4;

    /// <summary>The program itself is at fault (<c>EX_SOFTWARE</c> of sysexits.h).</summary>
    public const int Bug = 70;
}
