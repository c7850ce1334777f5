import io, frappe, time, csv
from frappe.context import local
from frappe.core.data_importer import service, plan as planmod, sheets
from frappe.core.data_importer.run import run_plan, Options
def test_try(crm):
    meta=frappe.get_meta("Customer")
    heads=["Customer Name","Legal Name","Short Name","Customer Type","Size","Country","Customer Code","Mobile","Phone","Fax","Email","Website","Address","Value Rating","Key Customer Type","Information Class","Trading Customer","Credit Limit","Credit Days","Currency"]
    rows=[heads]
    for i in range(10000):
        rows.append([f"Acme {i} Co", f"Acme {i} Ltd", f"A{i}","Company","1-49","China",f"K{i:05}","13800138000","021-5555","",f"a{i}@example.com","https://example.com","Road 1","A","Partner Type","General","是","1,234.50","30","CNY"])
    out=io.StringIO(); csv.writer(out).writerows(rows)
    content=out.getvalue().encode()
    t=time.time(); s=sheets.read_sheet("a.csv",content); print("read",time.time()-t)
    con=local.db.connection; n=con.statement_count
    t=time.time(); p=planmod.make_plan(meta,s,"Insert New Records",{}); print("plan",time.time()-t, con.statement_count-n, len(p.all_problems()), p.all_problems()[:3])
    from frappe.core.data_importer.rehearsal import rehearse
    n=con.statement_count
    t=time.time(); print(rehearse(p,submit=False), "rehearse",time.time()-t, (con.statement_count-n)/1000, [x.message for x in p.all_problems()][:3])
    p.rows=p.rows[:2000]
    n=con.statement_count
    t=time.time(); o=run_plan(p,Options(mode="Partial")); print("run",time.time()-t,(con.statement_count-n)/2000,o.status, len(o.written))
    con.statement_log=[]
    p.rows=p.rows[:3]
    for i,r in enumerate(p.rows): r.values["customer_name"]+="x"; r.values["legal_name"]+="y"; r.values["customer_code"]+="z"
    o=run_plan(p,Options(mode="Partial")); print(o.status,[x.message for x in p.all_problems()]); print("\n".join(x[:150] for x in con.statement_log))
    import tracemalloc
