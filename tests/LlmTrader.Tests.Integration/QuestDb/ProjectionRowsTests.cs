using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Projection;
using LlmTrader.Persistence.QuestDb;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Integration.QuestDb;

public sealed class ProjectionRowsTests
{
    // Wherever a follower stops and starts again, what has the same key is the same row, and no key is missing.
    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    public void Rows_from_any_place_on_are_those_of_the_whole(int seed)
    {
        const int Events = 300;
        Dictionary<string, string> whole = SampleProjection.Lines(seed, Events);
        Random random = new(seed);
        IlpRowEncoder encoder = new(new ProjectionNames(ProjectionSamples.Manifest));
        IlpWriter writer = new();
        for (int i = 0; i < 50; i++)
        {
            Dictionary<string, string> stored = [];
            ProjectionPlace place = ProjectionPlace.Start;
            int starts = 0;
            bool isDone;
            do
            {
                isDone = true;
                foreach (ProjectionBatch batch in SampleProjection.From(place, seed, Events, batchRows: random.Next(1, 60)))
                {
                    writer.Clear();
                    foreach (ref readonly ProjectionRow row in batch.Rows) { encoder.Write(in row, writer); }
                    for (int r = 0; r < writer.Rows; r++)
                    {
                        string line = System.Text.Encoding.UTF8.GetString(writer.Row(r))[..^1];
                        string key = FakeQuestDb.KeyOf(line);
                        if (stored.TryGetValue(key, out string? before)) { Assert.Equal(before, line); }
                        stored[key] = line;
                    }

                    place = batch.Place;
                    if (starts < 20 && random.Next(4) == 0)
                    {
                        starts++;
                        isDone = false;
                        break;
                    }
                }
            }
            while (!isDone);
            Assert.Equal(whole, stored);
            Assert.Equal(Events - 1, place.InSequence);
        }
    }

    [Fact]
    public void A_batch_that_ends_inside_an_event_does_not_count_the_event()
    {
        ProjectionBatch batch = new();
        ProjectionRows rows = new(new ProjectionPlace(-1, 4));
        OutRecord record = new() { Sequence = 7, Kind = OutKind.Equity };
        rows.Add(in record, batch);
        Assert.Equal(new ProjectionPlace(-1, 4), batch.Place);
        rows.Add(in record, batch);
        record.Sequence = 9;
        rows.Add(in record, batch);
        Assert.Equal(new ProjectionPlace(-1, 7), batch.Place);
        Assert.Equal([(7, 0), (7, 1), (9, 0)], batch.Rows.ToArray().Select(row => (row.Sequence, row.Row)));
        rows.CompleteOut(batch);
        Assert.Equal(new ProjectionPlace(-1, 9), batch.Place);
    }

    [Fact]
    public void A_place_does_not_count_a_request_of_which_pieces_are_missing_until_a_later_epoch_drops_it()
    {
        EngineEvent[] pieces = AdminRequests.Events(5, "ann", "POST /v1/orders", new string('y', 100));
        Assert.Equal(4, pieces.Length);
        ProjectionBatch batch = new();
        ProjectionRows rows = new(new ProjectionPlace(6, -1));
        Assert.Equal((6, 0), Add(7, pieces[0]));
        Assert.Equal((6, 0), Add(8, new EngineEvent { Kind = EventKind.Trade }));
        Assert.False(batch.IsEmpty);
        Assert.Equal((6, 0), Add(9, pieces[1]));
        Assert.Equal((9, 0), Add(10, pieces[0]));    // Begun again,
        Assert.Equal((11, 0), Add(11, new EngineEvent { Kind = EventKind.EpochStart }));
        Assert.Equal((12, 0), Add(12, pieces[1]));   // and nobody has the beginning of this one.
        Assert.Equal((12, 0), Add(13, pieces[0]));
        for (int i = 1; i < pieces.Length - 1; i++) { Assert.Equal((12, 0), Add(13 + i, pieces[i])); }
        Assert.Equal((16, 1), Add(16, pieces[^1]));
        Assert.Equal((16L, "ann"), (batch.Requests[0].Sequence, batch.Requests[0].Request.Who));

        (long, int) Add(long sequence, EngineEvent e)
        {
            rows.Add(e with { Sequence = sequence }, batch);
            return (batch.Place.InSequence, batch.Requests.Count);
        }
    }

    [Fact]
    public void A_rule_sets_decision_is_a_signal_and_a_decision_a_persons_only_the_latter()
    {
        ProjectionBatch batch = new();
        ProjectionRows rows = new(ProjectionPlace.Start);
        OutRecord record = new() { Sequence = 1, Kind = OutKind.Decision, Decision = new OrderCommand { Strategy = new StrategyId(2) } };
        rows.Add(in record, batch);
        record.Decision.Strategy = StrategyId.Manual;
        rows.Add(in record, batch);
        record.Decision.Strategy = StrategyId.Risk;
        rows.Add(in record, batch);
        record.Kind = OutKind.ShadowDecision;
        rows.Add(in record, batch);
        ProjectionTable[] expected = [ProjectionTable.Signals, ProjectionTable.Decisions, ProjectionTable.Decisions, ProjectionTable.Decisions, ProjectionTable.Signals];
        Assert.Equal(expected, batch.Rows.ToArray().Select(row => row.Table));
    }

    [Fact]
    public void Columns_are_unlike_each_other_and_begin_with_the_symbols()
    {
        foreach (ProjectionTable table in ProjectionTables.All)
        {
            IReadOnlyList<ProjectionColumn> columns = ProjectionSchema.ColumnsOf(table);
            Assert.Equal(columns.Count, columns.Select(column => column.Name).Distinct().Count());
            Assert.All(columns, column => Assert.All(column.Name, c => Assert.True(c is '_' or (>= 'a' and <= 'z'))));
            Assert.DoesNotContain(columns.SkipWhile(column => column.Type == ProjectionColumnType.Symbol), column => column.Type == ProjectionColumnType.Symbol);
            Assert.All(ProjectionColumns.KeyNames, key => Assert.Contains(columns, column => column.Name == key));
        }
    }

    [Fact]
    public void Rows_allocate_nothing_once_the_buffers_are_there()
    {
        List<ProjectionRow> rows = OracleRows.Projection(seed: 41, count: 20_000);
        Assert.Equal(ProjectionTables.All.Count, rows.Select(row => row.Table).Distinct().Count());
        IlpRowEncoder encoder = new(new ProjectionNames(ProjectionSamples.Manifest));
        IlpWriter writer = new();
        Write(rows, encoder, writer);
        Assert.Equal(0, AllocatedBytes.Least(() => Write(rows, encoder, writer)));
        Assert.Equal(rows.Count, writer.Rows);
    }

    private static void Write(List<ProjectionRow> rows, IlpRowEncoder encoder, IlpWriter writer)
    {
        writer.Clear();
        foreach (ref readonly ProjectionRow row in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows)) { encoder.Write(in row, writer); }
    }
}
