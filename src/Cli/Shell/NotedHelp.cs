using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Ledger.Cli.Shell;

/// <summary>Help of one command with notes below it that would be too long for the list of commands.</summary>
static class NotedHelp
{
    /// <summary>Adds notes to the help of a command.</summary>
    public static Command Notes(this Command command, string notes)
    {
        var help = new HelpOption();
        help.Action = new Action((HelpAction)help.Action!, notes);
        command.Options.Add(help);
        return command;
    }

    sealed class Action(HelpAction ordinary, string notes) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => ordinary.ClearsParseErrors;

        public override int Invoke(ParseResult parseResult)
        {
            var code = ordinary.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(notes);
            return code;
        }
    }
}
