using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Evidence.Sealing;

namespace Ledger.Cli.Archive;

/// <summary><c>ledger archive keys</c>: shows and rotates the keys of bodies, and seals those from before there were any.</summary>
static class KeysCommands
{
    /// <summary>Builds the command.</summary>
    public static Command Build() => new("keys", "The keys under which bodies are sealed.") { Show(), Rotate(), Encrypt() };

    static Command Show() => new Command("show", "Counts keys, and tells which master keys are needed; never a key itself.")
        .Runs(async (context, ct) =>
        {
            await using var books = new ArchiveBooks(context);
            var register = new KeyRegister(books.Source, ArchiveBooks.Schema);
            var wrapping = await register.MastersAsync(ct);
            var held = books.KeysIfAny?.All ?? [];
            IReadOnlyList<PrintedMaster> masters =
            [
                .. held.Select((key, place) => new PrintedMaster(
                    key.Id, true, place == 0, wrapping.FirstOrDefault(each => each.MasterId == key.Id)?.Keys ?? 0)),
                .. wrapping.Where(each => held.All(key => key.Id != each.MasterId))
                    .Select(each => new PrintedMaster(each.MasterId, false, false, each.Keys)),
            ];
            var shown = new PrintedKeys(masters, await register.CountAsync(ct));
            if (context.Output.IsJson)
            {
                context.Output.Json(shown, ArchiveJson.Default.PrintedKeys);
            }
            else
            {
                Print(context.Output, shown);
            }

            return masters.All(master => master.AtHand) ? ExitCode.Ok : ExitCode.No;
        });

    static Command Rotate()
    {
        var (actor, reason) = (ArchiveOptions.Actor(), ArchiveOptions.Reason(required: false));
        return new Command(
            "rotate", "Makes new keys for what comes from now on, and wraps all keys by the newest master key. Stopped, it is run again.")
        {
            actor, reason,
        }.Runs(async (context, ct) =>
        {
            var (by, why) = (ArchiveOptions.ActorOf(context, actor), ArchiveOptions.ReasonOf(context, reason));
            await using var books = new ArchiveBooks(context);
            var rotation = new KeyRotation(books.Source, ArchiveBooks.Schema, books.Keys, context.Time);
            var (retired, rewrapped) = await rotation.RunAsync(by, why, new Told(context.Output, "keys wrapped anew"), ct);
            if (context.Output.IsJson)
            {
                context.Output.Json(new PrintedRotation(books.Keys.Current.Id, retired, rewrapped), ArchiveJson.Default.PrintedRotation);
            }

            context.Output.Verdict(
                good: true,
                $"{retired} keys of months are retired, {rewrapped:N0} keys are wrapped by '{books.Keys.Current.Id}'. "
                + "Bodies stay as they are.");
            return ExitCode.Ok;
        });
    }

    static Command Encrypt() => new Command(
        "encrypt", "Seals the bodies that were archived before there were keys. Stopped, it is run again.").Runs(async (context, ct) =>
    {
        await using var books = new ArchiveBooks(context);
        var sealing = new LaterSealing(books.Source, ArchiveBooks.Schema, books.Keys, context.Time);
        context.Output.Progress.WriteLine($"{await sealing.CountAsync(ct):N0} bodies lie unsealed");
        var done = await sealing.RunAsync(ArchiveBooks.SubjectsOf, new Told(context.Output, "bodies sealed"), ct);
        var left = await sealing.CountAsync(ct);
        if (context.Output.IsJson)
        {
            context.Output.Json(new PrintedSealing(done.Sealed, left, done.Damaged), ArchiveJson.Default.PrintedSealing);
        }

        foreach (var damaged in done.Damaged)
        {
            context.Output.Line($"Delivery {damaged}: the body is not what was stored. It is left as it lies; see 'ledger verify'.");
        }

        context.Output.Verdict(left == 0, $"{done.Sealed:N0} bodies were sealed, {left:N0} are left.");
        return left == 0 ? ExitCode.Ok : ExitCode.No;
    });

    static void Print(Output output, PrintedKeys keys)
    {
        var table = new TextTable("Master key", "At hand", ">Wraps", "");
        foreach (var master in keys.Masters)
        {
            table.Row(master.Id, master.AtHand ? "yes" : "NO", $"{master.Keys:N0}", (master.AtHand, master.Newest, master.Keys) switch
            {
                (false, _, _) => $"add it to the file of {MasterKeys.FileSetting}",
                (_, true, _) => "wraps what is new",
                (_, _, 0) => "may be removed",
                _ => "needed until 'archive keys rotate'",
            });
        }

        output.Table(table);
        var counts = keys.Keys;
        output.Line(
            $"Months: {counts.LiveMonths} keys in use, {counts.RetiredMonths} for reading alone, {counts.DestroyedMonths} destroyed.");
        output.Line($"Subjects: {counts.LiveSubjects:N0} keys in use, {counts.DestroyedSubjects:N0} destroyed.");
        if (counts.UnsealedBodies > 0)
        {
            output.Line($"{counts.UnsealedBodies:N0} bodies from before lie unsealed: 'ledger archive keys encrypt' seals them.");
        }
    }

    sealed class Told(Output output, string what) : IProgress<long>
    {
        public void Report(long value) => output.Progress.WriteLine($"{value:N0} {what}");
    }
}
