namespace HotStream;

public static partial class Functions
{
    /// <summary>SQL's <c>explode</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Explode(Column column) => Column.Call("explode", column);

    /// <summary>SQL's <c>explode_outer</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column ExplodeOuter(Column column) => Column.Call("explode_outer", column);

    /// <summary>SQL's <c>posexplode</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column PosExplode(Column column) => Column.Call("posexplode", column);

    /// <summary>SQL's <c>posexplode_outer</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column PosExplodeOuter(Column column) => Column.Call("posexplode_outer", column);

    /// <summary>SQL's <c>coalesce</c>.</summary>
    /// <param name="columns">The columns.</param>
    public static Column Coalesce(params Column[] columns) => Column.Call("coalesce", columns);

    /// <summary>SQL's <c>nullif</c>.</summary>
    /// <param name="left">The value.</param>
    /// <param name="right">The value it is compared with.</param>
    public static Column NullIf(Column left, Column right) => Column.Call("nullif", left, right);

    /// <summary>SQL's <c>greatest</c>.</summary>
    /// <param name="columns">The columns.</param>
    public static Column Greatest(params Column[] columns) => Column.Call("greatest", columns);

    /// <summary>SQL's <c>least</c>.</summary>
    /// <param name="columns">The columns.</param>
    public static Column Least(params Column[] columns) => Column.Call("least", columns);

    /// <summary>SQL's <c>isnan</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column IsNaN(Column column) => Column.Call("isnan", column);

    /// <summary>SQL's <c>abs</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Abs(Column column) => Column.Call("abs", column);

    /// <summary>SQL's <c>ceil</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Ceil(Column column) => Column.Call("ceil", column);

    /// <summary>SQL's <c>floor</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Floor(Column column) => Column.Call("floor", column);

    /// <summary>SQL's <c>round</c>.</summary>
    /// <param name="column">The column.</param>
    /// <param name="digits">Digits behind the point.</param>
    public static Column Round(Column column, Column digits) => Column.Call("round", column, digits);

    /// <summary>SQL's <c>sqrt</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Sqrt(Column column) => Column.Call("sqrt", column);

    /// <summary>SQL's <c>exp</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Exp(Column column) => Column.Call("exp", column);

    /// <summary>SQL's <c>ln</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Log(Column column) => Column.Call("ln", column);

    /// <summary>SQL's <c>pow</c>.</summary>
    /// <param name="column">The column.</param>
    /// <param name="exponent">The power.</param>
    public static Column Pow(Column column, Column exponent) => Column.Call("pow", column, exponent);

    /// <summary>SQL's <c>length</c>.</summary>
    /// <param name="text">The text.</param>
    public static Column Length(Column text) => Column.Call("length", text);

    /// <summary>SQL's <c>upper</c>.</summary>
    /// <param name="text">The text.</param>
    public static Column Upper(Column text) => Column.Call("upper", text);

    /// <summary>SQL's <c>lower</c>.</summary>
    /// <param name="text">The text.</param>
    public static Column Lower(Column text) => Column.Call("lower", text);

    /// <summary>SQL's <c>trim</c>.</summary>
    /// <param name="text">The text.</param>
    public static Column Trim(Column text) => Column.Call("trim", text);

    /// <summary>SQL's <c>substring</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="length">How many characters.</param>
    public static Column Substring(Column text, Column start, Column length) => Column.Call("substring", text, start, length);

    /// <summary>SQL's <c>concat</c>.</summary>
    /// <param name="texts">The texts.</param>
    public static Column Concat(params Column[] texts) => Column.Call("concat", texts);

    /// <summary>SQL's <c>concat_ws</c>.</summary>
    /// <param name="separator">What stands between.</param>
    /// <param name="texts">The texts.</param>
    public static Column ConcatWs(Column separator, params Column[] texts) => Column.Call("concat_ws", [separator, .. texts]);

    /// <summary>SQL's <c>replace</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="part">The part.</param>
    /// <param name="by">What it is replaced, filled or ordered by.</param>
    public static Column Replace(Column text, Column part, Column by) => Column.Call("replace", text, part, by);

    /// <summary>SQL's <c>split</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pattern">The pattern.</param>
    public static Column Split(Column text, Column pattern) => Column.Call("split", text, pattern);

    /// <summary>SQL's <c>regexp_extract</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="group">The group of the pattern.</param>
    public static Column RegexpExtract(Column text, Column pattern, Column group) => Column.Call("regexp_extract", text, pattern, group);

    /// <summary>SQL's <c>regexp_replace</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="by">What it is replaced, filled or ordered by.</param>
    public static Column RegexpReplace(Column text, Column pattern, Column by) => Column.Call("regexp_replace", text, pattern, by);

    /// <summary>SQL's <c>lpad</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">How many characters.</param>
    /// <param name="by">What it is replaced, filled or ordered by.</param>
    public static Column LPad(Column text, Column length, Column by) => Column.Call("lpad", text, length, by);

    /// <summary>SQL's <c>rpad</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">How many characters.</param>
    /// <param name="by">What it is replaced, filled or ordered by.</param>
    public static Column RPad(Column text, Column length, Column by) => Column.Call("rpad", text, length, by);

    /// <summary>SQL's <c>current_timestamp</c>.</summary>
    public static Column CurrentTimestamp() => Column.Call("current_timestamp");

    /// <summary>SQL's <c>current_date</c>.</summary>
    public static Column CurrentDate() => Column.Call("current_date");

    /// <summary>SQL's <c>year</c>.</summary>
    /// <param name="date">The date.</param>
    public static Column Year(Column date) => Column.Call("year", date);

    /// <summary>SQL's <c>month</c>.</summary>
    /// <param name="date">The date.</param>
    public static Column Month(Column date) => Column.Call("month", date);

    /// <summary>SQL's <c>day</c>.</summary>
    /// <param name="date">The date.</param>
    public static Column DayOfMonth(Column date) => Column.Call("day", date);

    /// <summary>SQL's <c>dayofweek</c>.</summary>
    /// <param name="date">The date.</param>
    public static Column DayOfWeek(Column date) => Column.Call("dayofweek", date);

    /// <summary>SQL's <c>hour</c>.</summary>
    /// <param name="time">The time.</param>
    public static Column Hour(Column time) => Column.Call("hour", time);

    /// <summary>SQL's <c>minute</c>.</summary>
    /// <param name="time">The time.</param>
    public static Column Minute(Column time) => Column.Call("minute", time);

    /// <summary>SQL's <c>second</c>.</summary>
    /// <param name="time">The time.</param>
    public static Column Second(Column time) => Column.Call("second", time);

    /// <summary>SQL's <c>date_add</c>.</summary>
    /// <param name="date">The date.</param>
    /// <param name="days">How many days.</param>
    public static Column DateAdd(Column date, Column days) => Column.Call("date_add", date, days);

    /// <summary>SQL's <c>date_sub</c>.</summary>
    /// <param name="date">The date.</param>
    /// <param name="days">How many days.</param>
    public static Column DateSub(Column date, Column days) => Column.Call("date_sub", date, days);

    /// <summary>SQL's <c>datediff</c>.</summary>
    /// <param name="end">The end.</param>
    /// <param name="start">Where it begins.</param>
    public static Column DateDiff(Column end, Column start) => Column.Call("datediff", end, start);

    /// <summary>SQL's <c>date_trunc</c>.</summary>
    /// <param name="unit">The unit, for example 'hour'.</param>
    /// <param name="time">The time.</param>
    public static Column DateTrunc(Column unit, Column time) => Column.Call("date_trunc", unit, time);

    /// <summary>SQL's <c>to_date</c>.</summary>
    /// <param name="text">The text.</param>
    public static Column ToDate(Column text) => Column.Call("to_date", text);

    /// <summary>SQL's <c>to_timestamp</c>.</summary>
    /// <param name="text">The text.</param>
    public static Column ToTimestamp(Column text) => Column.Call("to_timestamp", text);

    /// <summary>SQL's <c>date_format</c>.</summary>
    /// <param name="time">The time.</param>
    /// <param name="pattern">The pattern.</param>
    public static Column DateFormat(Column time, Column pattern) => Column.Call("date_format", time, pattern);

    /// <summary>SQL's <c>unix_timestamp</c>.</summary>
    /// <param name="time">The time.</param>
    public static Column UnixTimestamp(Column time) => Column.Call("unix_timestamp", time);

    /// <summary>SQL's <c>array</c>.</summary>
    /// <param name="columns">The columns.</param>
    public static Column Array(params Column[] columns) => Column.Call("array", columns);

    /// <summary>SQL's <c>struct</c>.</summary>
    /// <param name="columns">The columns.</param>
    public static Column Struct(params Column[] columns) => Column.Call("struct", columns);

    /// <summary>SQL's <c>map</c>.</summary>
    /// <param name="keysAndValues">Keys and values in turn.</param>
    public static Column Map(params Column[] keysAndValues) => Column.Call("map", keysAndValues);

    /// <summary>SQL's <c>size</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Size(Column column) => Column.Call("size", column);

    /// <summary>SQL's <c>element_at</c>.</summary>
    /// <param name="column">The column.</param>
    /// <param name="key">The place or the key.</param>
    public static Column ElementAt(Column column, Column key) => Column.Call("element_at", column, key);

    /// <summary>SQL's <c>array_contains</c>.</summary>
    /// <param name="column">The column.</param>
    /// <param name="value">The value.</param>
    public static Column ArrayContains(Column column, Column value) => Column.Call("array_contains", column, value);

    /// <summary>SQL's <c>sort_array</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column SortArray(Column column) => Column.Call("sort_array", column);

    /// <summary>SQL's <c>array_distinct</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column ArrayDistinct(Column column) => Column.Call("array_distinct", column);

    /// <summary>SQL's <c>array_join</c>.</summary>
    /// <param name="column">The column.</param>
    /// <param name="separator">What stands between.</param>
    public static Column ArrayJoin(Column column, Column separator) => Column.Call("array_join", column, separator);

    /// <summary>SQL's <c>sequence</c>.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="end">The end.</param>
    public static Column Sequence(Column start, Column end) => Column.Call("sequence", start, end);

    /// <summary>SQL's <c>from_json</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="schema">The schema in DDL.</param>
    public static Column FromJson(Column text, Column schema) => Column.Call("from_json", text, schema);

    /// <summary>SQL's <c>to_json</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column ToJson(Column column) => Column.Call("to_json", column);

    /// <summary>SQL's <c>get_json_object</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The path, for example $.a.b.</param>
    public static Column GetJsonObject(Column text, Column path) => Column.Call("get_json_object", text, path);
}
