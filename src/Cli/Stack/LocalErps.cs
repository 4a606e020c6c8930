using System.CommandLine;
using Ledger.Accounting;
using Ledger.Cli.Reports;
using Ledger.Cli.Shell;
using Ledger.LocalStack;
using Ledger.LocalStack.Servers.Tryton;

namespace Ledger.Cli.Stack;

/// <summary>The ERPs that a local stack runs itself, as far as a command chooses them.</summary>
static class LocalErps
{
    /// <summary>Asks for a real Tryton.</summary>
    public static readonly Option<bool> Tryton = new("--tryton")
    {
        Description = "Run a real Tryton too and export to it; needs Debian's packages of it.",
    };

    /// <summary>The stack of this program, with a Tryton when the command asks for it.</summary>
    /// <exception cref="CliError">The stack is told to export elsewhere, or not at all.</exception>
    public static ProductStack StackOf(CommandContext context)
    {
        if (!context.Get(Tryton))
        {
            return ProductStack.OfThisProgram(context.Time);
        }

        if (!StackOptions.FromEnvironment().HasErps)
        {
            throw CliError.WrongUsage(
                "--tryton adds a target to those of the stack, but LEDGER_ERP or LEDGER_ERP_TARGETS says that it has none of its own.",
                "Unset them, or leave --tryton out.");
        }

        return ProductStack.OfThisProgram(context.Time, [.. Books.Chart().Accounts.Select(account => new TrytonAccount(
            account.Code, account.Name, account.Type is AccountType.Revenue or AccountType.Expense))]);
    }
}
