using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary><c>llmtrader ctl latency</c></summary>
internal static class LatencyVerbs
{
    public static VerbGroup Group(EngineOptions engine) => new(
        "latency",
        "The engine's latency histograms: show, save, empty.",
        "Every event is counted, from the moment at which it should have come: a pause shows in all that waited for it.",
        [new("llmtrader ctl latency show", "percentiles since the last reset"), new("llmtrader ctl latency save before.hlog", "keep them")],
        Show(engine), Reset(engine), Save(engine));

    private static CtlVerb Show(EngineOptions engine) => new(
        engine, "show", "Percentiles since the last reset.",
        "'saturated' values were longer than the histogram can count.",
        [new("llmtrader ctl latency show", "how quick is it?")],
        (_, call) => call.Show<LatencyReply>("/v1/latency", reply =>
        {
            Table table = Tables.Figures("series", "count", "min", "p50", "p90", "p99", "p99.9", "p99.99", "max", "saturated", "means");
            foreach (LatencySeriesReply one in reply.Series)
            {
                table.Row(
                    one.Name, Figure.Count(one.Count), Figure.Nanoseconds(one.Min), Figure.Nanoseconds(one.P50), Figure.Nanoseconds(one.P90), Figure.Nanoseconds(one.P99), Figure.Nanoseconds(one.P999),
                    Figure.Nanoseconds(one.P9999), Figure.Nanoseconds(one.Max), Figure.Count(one.Saturated), one.Means);
            }

            call.Session.Write(table);
        }));

    private static CtlVerb Reset(EngineOptions engine)
    {
        Option<string> reason = CtlOption.Reason();
        return new CtlVerb(
            engine, "reset", "Empty the histograms.",
            "`llmtrader ctl latency save` keeps them first.",
            [new("llmtrader ctl latency reset --reason 'after the warm-up'", "count anew")],
            (arguments, call) => call.Change("/v1/latency/reset", "The histograms are empty", ("reason", arguments.GetValue(reason))),
            reason);
    }

    private static CtlVerb Save(EngineOptions engine)
    {
        Argument<string> file = CtlOption.Required("FILE", "Where to, FILE.hlog; it must not be there yet.");
        Option<string> series = new("--series") { HelpName = "NAME", Description = "Which histogram, as `show` names it.", DefaultValueFactory = _ => "decision" };
        return new CtlVerb(
            engine, "save", "Save a histogram as a HdrHistogram log, version 2, compressed.",
            "HdrHistogram's own tools and plotters read it.",
            [new("llmtrader ctl latency save decision.hlog --series decision", "keep it")],
            (arguments, call) =>
            {
                string path = arguments.GetValue(file)!;
                string text = call.GetText($"/v1/latency/{CtlOption.Escape(arguments.GetValue(series)!)}.hlog");
                if (File.Exists(path)) { throw new UsageException($"'{path}' is there already."); }
                File.WriteAllText(path, text);
                if (call.Session.IsJson) { call.Session.WriteJson(new { file = Path.GetFullPath(path), bytes = text.Length }); }
                else { call.Session.WriteLine($"Saved in {path}."); }
                return ExitCode.Success;
            },
            file, series);
    }
}
